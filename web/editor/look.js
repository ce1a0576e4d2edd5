// @ts-check
// Colours and type of the editor: the page's own variables, so that it follows the theme.

import { HighlightStyle, Language, defineLanguageFacet, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { Table, TaskList, parser } from "@lezer/markdown";

// The bare markdown grammar: @codemirror/lang-markdown would bring HTML, CSS and JavaScript along.
export const markdown = new Language(defineLanguageFacet(), parser.configure([Table, TaskList])).extension;

export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading, fontWeight: "700", color: "var(--st-primary-color)" },
    { tag: tags.strong, fontWeight: "700" },
    { tag: tags.emphasis, fontStyle: "italic" },
    { tag: tags.monospace, color: "var(--st-code-text-color, inherit)" },
    { tag: [tags.link, tags.url], color: "var(--st-link-color)" },
    { tag: [tags.processingInstruction, tags.contentSeparator], opacity: "0.75" },
  ]),
);

export const theme = EditorView.theme({
  "&": { height: "min(68vh, 42rem)", fontSize: "0.85rem", color: "var(--st-text-color)" },
  ".cm-scroller": { fontFamily: "var(--st-code-font), monospace", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { caretColor: "var(--st-primary-color)" },
  ".cm-cursor": { borderLeftColor: "var(--st-primary-color)" },
  ".cm-gutters": {
    backgroundColor: "var(--st-secondary-background-color)", color: "inherit",
    border: "none", borderRight: "1px solid var(--st-border-color)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--st-primary-color) 10%, transparent)" },
  "&.cm-focused": { outline: "2px solid var(--st-primary-color)", outlineOffset: "-2px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--st-primary-color) 30%, transparent)",
  },
  ".cm-panels, .cm-tooltip": { backgroundColor: "var(--st-background-color)", color: "var(--st-text-color)" },
  ".cm-tooltip": { border: "1px solid var(--st-border-color)", maxWidth: "32rem", padding: "0.2rem 0.4rem" },
});
