"""What "Insert a block" offers: one example for each kind of block. The tests read every one of them."""

from __future__ import annotations

SNIPPETS: tuple[tuple[str, str], ...] = (
    ("Front matter", "---\ntitle: A title\nlevel: senior\nlanguage: en\ndescription: What one learns here.\n---"),
    ("Topic", "## A topic\n\nWhat it is about, in a paragraph."),
    (
        "Question",
        "**Question:** Why …?\n\n**Answer:** Because …\n\n**Key points:**\n\n- [ ] the first thing a good answer names\n"
        "- [ ] the second",
    ),
    (
        "Layered answer",
        "### How would you …?\n\n**ELI8:**\nIn plain words.\n\n**Architect view:**\n\nWith its reasons.\n\n**Key points:**\n\n"
        "- [ ] what a good answer names",
    ),
    (
        "Counter-questions",
        "**Counter-questions:**\n\n- *“Why not simply …?”*\n  → testing whether you see …\n\n"
        "  **Answer:** Because …\n\n  - [ ] what a good answer names",
    ),
    (
        "Multiple choice",
        "**Question:** Which …?\n\n- [ ] A wrong one\n  → why it is wrong\n- [x] The right one\n  → why it is right",
    ),
    ("Soundbite", "**Director soundbite:**\n> “One sentence to remember.”"),
    ("Rule of thumb", "**Rule of thumb:** …"),
    ("Pitfall", "**Pitfall:** …"),
    ("Dialogue", "> *Interviewer:* “How did you notice?”\n>\n> *Candidate:* “The wait time rose.”"),
    (
        "Incident",
        "#### Incident: A name\n\nWho was hit, and when.\n\n**00:00** – *Trigger:* What began it\n\n"
        "**00:05** – *Symptom:* Latency goes from 120 ms → 900 ms\n\n**Decision:** What do you do?\n\n"
        "- [ ] Something tempting\n  → what it leads to\n- [x] What helped\n  → why\n\n"
        "**00:12** – *Mitigation:* What was done\n\n**00:20** – *Recovery:* Back to 150 ms\n\n"
        "**Post-mortem lessons:**\n\n- What to change.",
    ),
    (
        "Estimate",
        "**Estimate:** A service takes {rps: 200..2000 /s} and holds a connection for {hold: 20..400 ms}. How many are busy?\n\n"
        "**Answer:** {rps * hold} connections (± 10 %)\n\nLittle's law: {rps} × {hold} = {rps * hold}.",
    ),
    (
        "Design exercise",
        "### Design: …\n\n**Brief:** What is to be designed, and for whom.\n\n**Clarifying questions:**\n\n"
        "- A question worth asking? → what its answer decides\n\n**Step Requirements (5 minutes):** What to settle first.\n\n"
        "**Model answer:** What a good candidate settles.\n\n**Step Architecture (10 minutes):** Draw it.\n\n"
        "**Model answer:** What is on the board.\n\n**Rubric:**\n\n- **Senior:** one thing seen; another\n"
        "- **Director:** one thing seen; another",
    ),
    (
        "Behavioural story",
        "**Story:** Tell me about a time when …\n\n- [ ] the scope\n- [ ] what you decided yourself\n- [ ] the result in numbers",
    ),
    (
        "Spoken script",
        "## Spoken revision (5–6 minutes)\n\n### Part 1: The opening (5–6 minutes)\n\nSentences meant to be heard.",
    ),
    (
        "Diagram",
        "**Spoken summary:**\n> What a listener hears instead.\n\n```mermaid\nflowchart LR\n  a --> b\n```",
    ),
    ("Code", "```java\nrecord Payment(String id, long cents) {}\n```"),
    ("Collapsible details", ":::details More on this\nText, questions, diagrams.\n:::"),
)
