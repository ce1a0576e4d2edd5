"""Estimates: `**Estimate:**` with numbers that vary, `**Answer:** {formula} unit (tolerance)`, the derivation below."""

from __future__ import annotations

from deck.blocks.exercises.contents import (
    add_node,
    add_text,
    begins_estimate,
    ends_exercise,
    read_label_text,
    read_points,
)
from deck.estimates.arithmetic import FormulaError, find_names, parse_formula
from deck.estimates.estimate_notation import (
    BRACES,
    DEFAULT_TOLERANCE,
    AnswerFormula,
    read_answer_formula,
    read_variable,
    split_requested_unit,
)
from deck.markdown.headings import split_id
from deck.markdown.list_items import join_wrapped_lines, strip_quotation
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Estimate, EstimateVariable, Part


def read_estimate(state: ParserState) -> bool:
    """Read an estimate with its answer and derivation."""
    node = state.node
    if node is None or not begins_estimate(state, state.position):
        return False
    state.end_prose()
    start = state.position
    prompt, explicit = split_id(join_wrapped_lines(read_label_text(state, node)))
    prompt = strip_quotation(prompt)
    line = state.get_source_line(node)
    variables = _read_variables(state, prompt, line)
    names = {variable.name for variable in variables}
    context: list[Part] = []
    derivation: list[Part] = []
    points: tuple[str, ...] = ()
    answer, answer_line = "", 0
    while (below := state.node) is not None and not ends_exercise(state, state.position):
        if (new_points := read_points(state)) is not None:
            points += new_points
        elif below.label is not None and below.label.kind == "answer" and not answer_line:
            answer_line = state.get_source_line(below)
            answer, _, remainder = read_label_text(state, below).partition("\n")
            _check_formulas(state, below, names, first=below.first + 1)
            add_text(state, below, remainder, derivation)
        else:
            _check_formulas(state, below, names, first=below.first)
            add_node(state, derivation if answer_line else context)
    formula = _read_answer(state, answer.strip(), names, answer_line or line)
    low, high = state.get_source_span(state.nodes[start : state.position])
    if not prompt:
        state.report(line, "error", "estimate-empty", "An estimate has no question.", "Write it after the label.")
    state.add_block(
        Estimate(
            id=state.make_question_id(explicit, prompt, line, "est"),
            section=state.section,
            prompt=prompt,
            answer=answer.strip(),
            variables=variables,
            expression=formula.expression if formula else "",
            unit=formula.unit if formula else "",
            tolerance=formula.tolerance if formula else DEFAULT_TOLERANCE,
            line=min(line, low),
            last=high,
            context=tuple(context),
            derivation=tuple(derivation),
            key_points=points,
            explicit_id=bool(explicit),
            details=state.group,
        )
    )
    return True


def _read_variables(state: ParserState, prompt: str, line: int) -> tuple[EstimateVariable, ...]:
    """Read the variables of a question and report braces that are neither a variable nor a mention of one."""
    variables: dict[str, EstimateVariable] = {}
    for match in BRACES.finditer(prompt):
        try:
            variable = read_variable(match[1])
        except FormulaError as error:
            remedy = "Write it as {name: 200..2000 unit}."
            state.report(line, "error", "estimate-variable", str(error), remedy)
            continue
        if variable is None:
            if match[1].strip() not in variables:
                message = f"“{{{match[1]}}}” is not a variable defined before it."
                state.report(line, "error", "estimate-variable", message, "Write it as {name: 200..2000 unit}.")
        elif variable.name in variables:
            message = f"The variable “{variable.name}” is given twice."
            state.report(line, "error", "estimate-variable", message, "Name it in braces alone the second time.")
        else:
            variables[variable.name] = variable
    return tuple(variables.values())


def _read_answer(state: ParserState, answer: str, names: set[str], line: int) -> AnswerFormula | None:
    """Read the answer's formula; what is wrong with it is reported at `line`."""
    remedy = "Add **Answer:** {formula} unit (± 10 %) below the question."
    try:
        formula = read_answer_formula(answer)
        if formula is None:
            message = "This estimate has no formula for its answer."
            state.report(line, "error", "estimate-unanswered", message, remedy)
            return None
        unknown = sorted(find_names(parse_formula(formula.expression)) - names)
        if unknown:
            message = f"The question does not say what “{unknown[0]}” is."
            raise FormulaError(message)
    except FormulaError as error:
        state.report(line, "error", "estimate-formula", str(error), "Use + - * / ^ and the question's variables.")
        return None
    if formula.unread:
        message = f"“{formula.unread}” is not a tolerance; 10 % is used."
        remedy = "Write (± 10 %), (± 5 ms), (within a factor of 2) or (within an order of magnitude)."
        state.report(line, "warning", "estimate-tolerance", message, remedy)
    return formula


def _check_formulas(state: ParserState, node: Node, names: set[str], first: int) -> None:
    """Report formulas of the derivation that mention one of the question's variables and cannot be worked out."""
    if node.kind in ("fence", "code"):
        return
    for index in range(first, node.last + 1):
        for match in BRACES.finditer(state.lines[index]):
            if fault := _find_fault(match[1], names):
                remedy = "Use the question's variables, or write the braces in a fence."
                state.report(state.origin[index], "warning", "estimate-formula", fault, remedy)


def _find_fault(inside: str, names: set[str]) -> str:
    """Say what is wrong with a formula in braces, "" for nothing or where the braces speak of something else."""
    if not any(name in inside for name in names):
        return ""
    try:
        used_names = find_names(parse_formula(split_requested_unit(inside)[0]))
    except FormulaError as error:
        return str(error)
    unknown = sorted(used_names - names)
    return f"The question does not say what “{unknown[0]}” is." if unknown and used_names & names else ""
