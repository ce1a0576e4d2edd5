// The deck editor: CodeMirror 6 with line numbers, problems at their lines, snippets and search.
//
// Two components use this module. `default` draws the editor and reports the text; `notes` brings what the reader found
// (problems, outline, what was kept) to the editor of the same key. They are apart so that a long text is sent to the
// browser once, and not again with every list of problems.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, Language, defineLanguageFacet, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { Table, TaskList, parser } from "@lezer/markdown";

const QUIET_MS = 600; // after the last key
const LONGEST_MS = 1400; // after the first key that was not reported

const editors = new Map();

// The bare markdown grammar: @codemirror/lang-markdown would bring HTML, CSS and JavaScript along.
const markdown = new Language(defineLanguageFacet(), parser.configure([Table, TaskList])).extension;

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading, fontWeight: "700", color: "var(--st-primary-color)" },
    { tag: tags.strong, fontWeight: "700" },
    { tag: tags.emphasis, fontStyle: "italic" },
    { tag: tags.monospace, color: "var(--st-code-text-color, inherit)" },
    { tag: [tags.link, tags.url], color: "var(--st-link-color)" },
    { tag: [tags.processingInstruction, tags.contentSeparator], opacity: "0.75" },
  ]),
);

const look = EditorView.theme({
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

class Editor {
  constructor(component) {
    this.component = component;
    this.sent = 0; // counts reports
    this.first = 0; // when the oldest unreported change was made
    this.sections = [];
    this.section = -1;
    this.root = document.createElement("div");
    this.root.className = "editor";
    this.bar = this.root.appendChild(document.createElement("div"));
    this.bar.className = "bar";
    this.menu();
    this.status = this.bar.appendChild(document.createElement("span"));
    this.status.setAttribute("role", "status");
    this.place = this.root.appendChild(document.createElement("div"));
    component.parentElement.appendChild(this.root);
    this.view = new EditorView({ parent: this.place, root: component.parentElement.getRootNode() });
    this.view.contentDOM.addEventListener("blur", () => this.pending && this.report());
    this.leave = () => this.pending && this.report();
    window.addEventListener("pagehide", this.leave);
  }

  // A select needs no positioning of its own, works with keys and on a phone.
  menu() {
    const label = this.bar.appendChild(document.createElement("label"));
    label.textContent = "Insert ";
    const select = label.appendChild(document.createElement("select"));
    select.add(new Option("a block …", ""));
    for (const [name] of this.component.data.snippets) select.add(new Option(name, name));
    select.addEventListener("change", () => {
      const found = this.component.data.snippets.find(([name]) => name === select.value);
      select.value = "";
      if (found) this.insert(found[1]);
    });
  }

  load({ text, token, line }) {
    this.token = token;
    this.section = -1;
    this.view.setState(
      EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
          highlightSelectionMatches(), search({ top: true }), markdown, colours, look, EditorView.lineWrapping,
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorView.contentAttributes.of({ "aria-label": "Deck in markdown", spellcheck: "true" }),
          EditorView.updateListener.of((update) => this.changed(update)),
        ],
      }),
    );
    if (line) this.goto(line, false);
  }

  changed(update) {
    if (update.docChanged) {
      this.say("Writing …");
      this.later();
    } else if (update.selectionSet && this.sectionAt() !== this.section && this.sections.length) {
      this.later();
    }
  }

  later() {
    const now = performance.now();
    if (!this.pending) this.first = now;
    clearTimeout(this.pending);
    this.pending = setTimeout(() => this.report(), Math.max(0, Math.min(QUIET_MS, this.first + LONGEST_MS - now)));
  }

  report() {
    clearTimeout(this.pending);
    this.pending = 0;
    this.sent += 1;
    this.section = this.sectionAt();
    this.component.setStateValue("said", {
      token: this.token, number: this.sent, text: this.view.state.doc.toString(), line: this.line(),
    });
  }

  line() {
    return this.view.state.doc.lineAt(this.view.state.selection.main.head).number;
  }

  sectionAt() {
    const line = this.line();
    let found = 0;
    for (const [start] of this.sections) if (start <= line) found = start;
    return found;
  }

  insert(text) {
    const { state } = this.view;
    const line = state.doc.lineAt(state.selection.main.head);
    const before = line.length ? "\n\n" : line.number > 1 && state.doc.line(line.number - 1).length ? "\n" : "";
    const at = line.to;
    this.view.dispatch({
      changes: { from: at, insert: `${before}${text}\n` },
      selection: EditorSelection.cursor(at + before.length),
      scrollIntoView: true,
    });
    this.view.focus();
  }

  goto(number, focus = true) {
    const doc = this.view.state.doc;
    const line = doc.line(Math.max(1, Math.min(number, doc.lines)));
    this.view.dispatch({
      selection: { anchor: line.from },
      effects: EditorView.scrollIntoView(line.from, { y: "center" }),
    });
    if (focus) this.view.focus();
  }

  say(text) {
    this.status.textContent = text;
  }

  note({ problems, sections, kept, token }) {
    if (token !== this.token) return;
    const doc = this.view.state.doc;
    const marks = problems.filter(([line]) => line >= 1 && line <= doc.lines).map(([line, severity, message]) => {
      const at = doc.line(line);
      return { from: at.from, to: at.to, severity, message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, marks));
    this.sections = sections;
    if (this.section < 0) this.section = this.sectionAt();
    if (this.pending) return;
    if (kept === this.sent) this.say(this.sent ? "Draft kept" : "");
    else if (kept < this.sent) setTimeout(() => !this.pending && this.report(), 300); // a server that came back
    else this.sent = kept;
  }
}

export default function (component) {
  const { key } = component.data;
  let editor = editors.get(key);
  if (!editor || !component.parentElement.contains(editor.root)) {
    editor?.root.remove();
    editor = new Editor(component);
    editors.set(key, editor);
  }
  editor.component = component;
  if (editor.token !== component.data.token) editor.load(component.data);
  return () => {
    // The place goes away: what was typed in the last moment is reported first.
    if (editor.pending) editor.report();
    editor.root.remove();
    window.removeEventListener("pagehide", editor.leave);
    if (editors.get(key) === editor) editors.delete(key);
  };
}

const SIGNS = { error: "✕", warning: "⚠", info: "ⓘ" };

function entry(list, [line, sign, text, remedy], editor) {
  const item = list.appendChild(document.createElement("li"));
  const button = item.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = `${sign} ${line}: ${text}`;
  button.addEventListener("click", () => editor()?.goto(line));
  if (remedy) {
    const hint = item.appendChild(document.createElement("p"));
    hint.textContent = remedy;
  }
}

function section(place, title, entries, open, editor) {
  const group = place.appendChild(document.createElement("details"));
  group.open = open;
  group.appendChild(document.createElement("summary")).textContent = title;
  const list = group.appendChild(document.createElement("ul"));
  for (const found of entries) entry(list, found, editor);
}

export function notes(component) {
  const { data, parentElement } = component;
  const editor = () => editors.get(data.key);
  const groups = [...parentElement.querySelectorAll("details")];
  // A list that was empty and is not any more opens by itself.
  const open = groups.map((group) => (group.querySelector("li") ? group.open : undefined));
  parentElement.querySelector(".notes")?.remove(); // the component's style stands beside it
  const place = parentElement.appendChild(document.createElement("div"));
  place.className = "notes";
  const problems = data.problems.map(([line, severity, message, remedy]) => [
    line, `${SIGNS[severity]} ${severity}, line`, message, remedy,
  ]);
  const more = data.more ? ` (the first ${problems.length} of ${problems.length + data.more})` : "";
  const count = problems.length + data.more;
  const title = `${count || "No"} problem${count === 1 ? "" : "s"}${more}`;
  section(place, title, problems, open[0] ?? count > 0, editor);
  const outline = data.sections.map(([line, depth, title]) => [line, "\u2003".repeat(depth) + "line", title]);
  section(place, `Outline (${outline.length})`, outline, open[1] ?? false, editor);
  // The editor may be drawn after its notes.
  const bring = (tries) => {
    const found = editor();
    if (found && found.token === data.token) found.note(data);
    else if (tries) setTimeout(() => bring(tries - 1), 100);
  };
  bring(30);
}
