//! Takes files and prints what was taken: `take FILE...`.
#[allow(clippy::print_stdout)]
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("file");
        let sidecar = std::fs::read_to_string(std::path::Path::new(&path).with_extension("yaml")).ok();
        let input = servanda_intake::Input { path: &path, bytes: &bytes, sidecar: sidecar.as_deref() };
        match servanda_intake::take(input, &servanda_intake::Limits::default()) {
            Ok(taken) => {
                println!("{:#?}", taken.report);
                for notice in &taken.notices {
                    println!("notice: {notice}");
                }
                for block in &taken.document.blocks {
                    let text = block.span.of(&taken.document.text).unwrap_or("");
                    let short: String = text.chars().take(90).collect();
                    println!("{:?} {:?} {short}", block.kind, taken.document.original(block.span));
                }
            }
            Err(error) => println!("error: {error}"),
        }
    }
}
