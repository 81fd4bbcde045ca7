/** The styles of a shadow tree. The layout for a width comes last, as it overrides the rest. */
import base from "./styles/base.css";
import controls from "./styles/controls.css";
import layout from "./styles/layout.css";
import panes from "./styles/panes.css";

export const STYLE = base + panes + controls + layout;
