/** Pages with nothing but a theme switch. */
import { themeSwitch } from "./theme.js";

themeSwitch();
