import { mount } from 'svelte';
import App from './App.svelte';
import './style/tokens.css';
import './style/base.css';
import './style/print.css';
import { applyTheme } from './lib/prefs.svelte';

applyTheme();
const target = document.getElementById('app');
if (target) mount(App, { target });
