// @ts-check
// The deck editor: CodeMirror 6 with line numbers, problems at their lines, snippets and search.
//
// Two components use this module. `default` draws the editor and reports the text; `notes` brings what the reader found
// (problems, outline, which report was stored) to the editor of the same key. They are apart so that a long text is sent
// to the browser once, and not again with every list of problems.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";
import { highlighting, markdown, theme } from "./look.js";
import { fingerprint, readDraft, removeDraft, saveDraft } from "../shared/drafts.js";
import { editors } from "./registry.js";
import { breaksBefore, reportDelay, sectionStart } from "./reporting.js";

export { notes } from "./notes.js";

const RESEND_MS = 300; // a server that came back has not stored the last report: it is sent again

class Editor {
  constructor(component) {
    this.component = component;
    this.reportCount = 0;
    this.firstChange = 0; // when the oldest unreported change was made
    this.pending = undefined;
    this.token = "";
    this.headings = [];
    this.section = -1;
    this.draft = "";
    this.known = new Set(); // fingerprints of the texts that the server may have
    this.status = el("span", { role: "status" });
    const place = el("div");
    this.root = el("div", { class: "editor" }, el("div", { class: "bar" }, this.drawMenu(), this.status), place);
    component.parentElement.append(this.root);
    this.view = new EditorView({ parent: place, root: component.parentElement.getRootNode() });
    this.flush = () => this.pending && this.report();
    this.view.contentDOM.addEventListener("blur", this.flush);
    window.addEventListener("pagehide", this.flush);
  }

  // A select needs no positioning of its own, works with keys and on a phone.
  drawMenu() {
    const { snippets } = this.component.data;
    const select = el("select", {}, el("option", { value: "" }, "a block …"), snippets.map(([name]) => el("option", { value: name }, name)));
    select.addEventListener("change", () => {
      const chosen = snippets.find(([name]) => name === select.value);
      select.value = "";
      if (chosen) this.insertBlock(chosen[1]);
    });
    return el("label", {}, "Insert ", select);
  }

  // What was typed in the last moment of another visit, and never reached the server, comes back with its text.
  load({ text, token, line, draft }) {
    this.token = token;
    this.section = -1;
    this.draft = draft;
    this.known = new Set([fingerprint(text)]);
    const unsaved = readDraft(draft);
    const isRestored = Boolean(unsaved && unsaved.before.split(" ").includes(fingerprint(text)) && unsaved.text !== text);
    this.view.setState(
      EditorState.create({
        doc: isRestored ? unsaved.text : text,
        extensions: [
          lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
          highlightSelectionMatches(), search({ top: true }), markdown, highlighting, theme, EditorView.lineWrapping,
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorView.contentAttributes.of({ "aria-label": "Deck in markdown", spellcheck: "true" }),
          EditorView.updateListener.of((update) => this.onUpdate(update)),
        ],
      }),
    );
    if (line) this.goToLine(line, false);
    if (!isRestored) return;
    this.showStatus("Unsaved text restored");
    this.scheduleReport();
  }

  onUpdate(update) {
    if (update.docChanged) {
      this.showStatus("Writing …");
      saveDraft(this.draft, update.state.doc.toString(), [...this.known].join(" "));
      this.scheduleReport();
    } else if (update.selectionSet && this.headings.length && this.currentSection() !== this.section) {
      this.scheduleReport();
    }
  }

  scheduleReport() {
    const now = performance.now();
    if (!this.pending) this.firstChange = now;
    clearTimeout(this.pending);
    this.pending = setTimeout(() => this.report(), reportDelay(now, this.firstChange));
  }

  report() {
    clearTimeout(this.pending);
    this.pending = undefined;
    this.reportCount += 1;
    this.section = this.currentSection();
    const text = this.view.state.doc.toString();
    this.known.add(fingerprint(text));
    this.component.setStateValue("report", { token: this.token, number: this.reportCount, text, line: this.currentLine() });
  }

  currentLine() {
    return this.view.state.doc.lineAt(this.view.state.selection.main.head).number;
  }

  currentSection() {
    return sectionStart(this.headings, this.currentLine());
  }

  insertBlock(text) {
    const { doc, selection } = this.view.state;
    const line = doc.lineAt(selection.main.head);
    const before = breaksBefore(line.text, line.number > 1 ? doc.line(line.number - 1).text : "");
    this.view.dispatch({
      changes: { from: line.to, insert: `${before}${text}\n` },
      selection: EditorSelection.cursor(line.to + before.length),
      scrollIntoView: true,
    });
    this.view.focus();
  }

  goToLine(number, takesFocus = true) {
    const { doc } = this.view.state;
    const line = doc.line(Math.max(1, Math.min(number, doc.lines)));
    this.view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    if (takesFocus) this.view.focus();
  }

  /** Replace a line, unless it was edited since it was read. The change can be undone like any other. */
  replaceLine(number, written, text) {
    const { doc } = this.view.state;
    const line = number >= 1 && number <= doc.lines ? doc.line(number) : undefined;
    if (line?.text !== written) {
      this.showStatus(`Line ${number} has changed; nothing was replaced`);
      return;
    }
    this.view.dispatch({
      changes: { from: line.from, to: line.to, insert: text },
      selection: EditorSelection.cursor(line.from + text.length),
      scrollIntoView: true,
    });
    this.view.focus();
  }

  showStatus(text) {
    this.status.textContent = text;
  }

  receiveNotes({ problems, headings, storedReport, token }) {
    if (token !== this.token) return;
    const { doc } = this.view.state;
    const marks = problems.filter(({ line }) => line >= 1 && line <= doc.lines).map(({ line, severity, message, fix, written }) => {
      const { from, to } = doc.line(line);
      const actions = fix ? [{ name: "Fix", apply: () => this.replaceLine(line, written, fix) }] : [];
      return { from, to, severity, message, actions };
    });
    this.view.dispatch(setDiagnostics(this.view.state, marks));
    this.headings = headings;
    if (this.section < 0) this.section = this.currentSection();
    if (this.pending) return;
    if (storedReport === this.reportCount) {
      this.showStatus(this.reportCount ? "Draft saved" : "");
      this.known = new Set([fingerprint(doc.toString())]);
      removeDraft(this.draft);
    }
    else if (storedReport < this.reportCount) setTimeout(() => !this.pending && this.report(), RESEND_MS);
    else this.reportCount = storedReport;
  }

  destroy() {
    this.flush(); // what was typed in the last moment
    this.root.remove();
    window.removeEventListener("pagehide", this.flush);
  }
}

export default function mount(component) {
  const { key, token } = component.data;
  let editor = editors.get(key);
  if (!editor || !component.parentElement.contains(editor.root)) {
    editor?.root.remove();
    editor = new Editor(component);
    editors.set(key, editor);
  }
  editor.component = component;
  if (editor.token !== token) editor.load(component.data);
  return endWhenGone(component.parentElement, () => {
    editor.destroy();
    if (editors.get(key) === editor) editors.delete(key);
  });
}
