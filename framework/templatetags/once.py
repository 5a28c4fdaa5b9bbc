"""Pieces of templates that are the same wherever the same values stand in them: rendered once, then said again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from django import template
from django.template import Context, Engine, NodeList, Template, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language, trans_real

register = template.Library()
Piece = TypeVar("Piece", bound="OnceNode")

KEPT = 4096
"""So many renderings at most a process keeps of one piece: of 371 indicators in six languages all."""


class OnceNode(template.Node):
    """A piece that knows the values it names and nothing else of the page.

    What it renders can follow from those values and the language alone, so that no page shows what belongs to another.
    """

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.names = tuple(values)
        self.values = tuple(values.values())
        self.kept = lru_cache(maxsize=KEPT, typed=True)(self.rendered)

    def render(self, context: Context) -> SafeString:
        """The piece; raises TypeError where a value is not hashable."""
        values = [value.resolve(context) for value in self.values]
        engine = context.template.engine  # type: ignore[union-attr]  # there is one while it renders
        reader = engine, context.autoescape, (get_language(), trans_real.catalog()), get_script_prefix()
        return self.kept_for(context)(*reader, *values)

    def kept_for(self, _context: Context) -> Callable[..., SafeString]:
        """`rendered` with its memory."""
        return self.kept

    def rendered(self, engine: Engine, autoescape: bool, words: Any, prefix: str, *values: Any) -> SafeString:
        """The piece rendered anew, for the language with its catalogue and the `prefix` of addresses active now."""
        with _bare_context(engine, autoescape, dict(zip(self.names, values, strict=True))) as context:
            return self.nodelist.render(context)


class OnceAPageNode(OnceNode):
    """The same, kept only until the page is written: for values of the reader and the country."""

    def kept_for(self, context: Context) -> Callable[..., SafeString]:
        """`rendered` with the memory of this page."""
        of_page: dict[Any, Any] = context.render_context.dicts[0]
        if self not in of_page:
            of_page[self] = lru_cache(maxsize=None, typed=True)(self.rendered)
        kept: Callable[..., SafeString] = of_page[self]
        return kept


@contextmanager
def _bare_context(engine: Engine, autoescape: bool, values: dict[str, Any]) -> Iterator[Context]:
    """A context of these values alone, without request, person and what else the page knows."""
    context, bare = Context(values, autoescape=autoescape), Template("", engine=engine)
    with context.render_context.push_state(bare), context.bind_template(bare):
        yield context


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """A piece that depends on its values and the language alone: rendered once a process for each of them.

    `{% once entry=card.entry %}<b>{{ entry.code }}</b> {{ entry.text }}{% endonce %}` The piece sees no other variable.
    Values are hashable: texts, numbers, entries of the framework's tree, which a new edition makes anew. What belongs
    to a person or a country is none of them: see `once_a_page`.
    """
    return _node(OnceNode, parser, token)


@register.tag
def once_a_page(parser: Parser, token: Token) -> OnceAPageNode:
    """The same as `once`, kept for one page: `{% once_a_page name=ministry.name %}…{% endonce_a_page %}`."""
    return _node(OnceAPageNode, parser, token)


def _node(node: type[Piece], parser: Parser, token: Token) -> Piece:
    tag, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise TemplateSyntaxError(f"'{tag}' takes only name=value, not {bits[0]}.")
    nodelist = parser.parse((f"end{tag}",))
    parser.delete_first_token()
    return node(nodelist, values)
