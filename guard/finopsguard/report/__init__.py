"""The report room: a :class:`~finopsguard.types.result.Report` in, text in one of several formats out.

Renderers return ``str`` and never print; none of them decides anything. What readers are promised is in docs/report.md.
"""

from finopsguard.report.options import RenderOptions
from finopsguard.report.registry import FORMATS, render

__all__ = ["FORMATS", "RenderOptions", "render"]
