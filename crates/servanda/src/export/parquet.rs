//! Columns: the same tables as Parquet files.

use std::sync::Arc;

use parquet::basic::{Compression, GzipLevel, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde::Serialize;
use serde_json::Value;

use super::table::{Columns, Kind, fields, heading, told};

/// A table as a Parquet file of one row group.
///
/// # Errors
/// More than the format can hold.
pub fn table<T: Serialize>(columns: &Columns, records: impl IntoIterator<Item = T>) -> Result<Vec<u8>, ParquetError> {
    let rows: Vec<Vec<Value>> =
        records.into_iter().map(|record| fields(&record, columns.iter().map(|c| c.0))).collect();
    let field = |(path, kind): &(&str, Kind)| {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
        };
        let name = heading(path);
        let field = Type::primitive_type_builder(&name, physical).with_repetition(Repetition::OPTIONAL);
        field.with_logical_type(logical).build().map(Arc::new)
    };
    let all = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("servanda").with_fields(all).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::GZIP(GzipLevel::default()))
        .set_created_by(concat!("servanda ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut file = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut file, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (n, (_, kind)) in columns.iter().enumerate() {
        let Some(mut column) = group.next_column()? else { break };
        let present = |row: &&Vec<Value>| holds(*kind, &row[n]);
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(present(&row))).collect();
        let cells = rows.iter().filter(present).map(|row| &row[n]);
        match kind {
            Kind::Text => {
                let values: Vec<ByteArray> = cells.map(|v| ByteArray::from(told(v).into_bytes())).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
            Kind::Whole => {
                let values: Vec<i64> = cells.filter_map(Value::as_i64).collect();
                column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
            }
            Kind::Real => {
                let values: Vec<f64> = cells.filter_map(Value::as_f64).collect();
                column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
            }
            Kind::Flag => {
                let values: Vec<bool> = cells.filter_map(Value::as_bool).collect();
                column.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
            }
        }
        column.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(file)
}

/// Whether a cell has a value of the kind of its column; else it is missing.
fn holds(kind: Kind, cell: &Value) -> bool {
    match kind {
        Kind::Text => !cell.is_null(),
        Kind::Whole => cell.is_i64(),
        Kind::Real => cell.as_f64().is_some(),
        Kind::Flag => cell.is_boolean(),
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;
    use crate::export::fixture;
    use crate::export::json::ClaimJson;
    use crate::export::table::CLAIMS;

    #[test]
    fn a_parquet_file_reads_back_with_types_and_what_is_missing_stays_missing() {
        let outcome = fixture::outcome();
        let index = outcome.index();
        let claims: Vec<ClaimJson> = outcome.claims.iter().map(|c| ClaimJson::of(c, &index)).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.parquet");
        std::fs::write(&path, table(CLAIMS, &claims).unwrap()).unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let at = |name: &str| CLAIMS.iter().position(|(path, _)| *path == name).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), claims.len());
        for (row, claim) in rows.iter().zip(&claims) {
            assert_eq!(row.get_string(at("quote")).unwrap(), &claim.quote);
            assert_eq!(row.get_long(at("start")).unwrap(), claim.start as i64);
            assert_eq!(row.get_bool(at("retracted")).unwrap(), claim.retracted);
            let lat = claim.place.as_ref().and_then(|p| p.lat);
            assert_eq!(row.get_double(at("place.lat")).ok(), lat);
        }
    }
}
