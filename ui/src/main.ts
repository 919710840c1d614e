import { mount } from 'svelte';
import App from './App.svelte';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';
import './style/print.css';
import { applyTheme } from './lib/prefs.svelte';

applyTheme();
const target = document.getElementById('app');
// The face comes from the same program as this script; should it not come, the system's own will do.
const patience = new Promise((done) => setTimeout(done, 400));
await Promise.race([document.fonts.load('400 1em Inter').catch(() => null), patience]);
if (target) mount(App, { target });
