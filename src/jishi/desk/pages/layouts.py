"""自定义表样: the papers that may have one, what may be written in it, uploading and removing."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from jishi.desk import services
from jishi.desk.forms.layouts import LayoutForm
from jishi.desk.queries import layouts as queries
from jishi.files.pages import serve
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.papers.layouts import PAPERS, placeholders, starter
from jishi.ui.pages import handed_out, tell


def index(request: Request) -> HttpResponse:
    """The list with the upload form; what is wrong with an upload stands beside its field, one sentence a mistake."""
    offer = queries.layout_orgs(request.actor, request.POST.get("org", ""), find=request.GET.get("find", "").strip())
    form = LayoutForm(
        request.POST or None, request.FILES or None, orgs=offer.choices, initial={"paper": request.GET.get("paper", "")}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.upload_layout(
                org_id=values["org"], paper=values["paper"], upload=values["file"], actor=request.actor, now=request.now
            )
        except Refused as refusal:
            for sentence in refusal.reason.split("\n"):
                form.add_error(refusal.field if refusal.field in form.fields else None, sentence)
        else:
            tell(request, f"已换上新的表样。以后打印“{PAPERS[values['paper']]}”，就用这份表样。")
            return redirect("desk-layouts")
    return render(
        request,
        "desk/layouts.html",
        {"form": form, "offer": offer, "papers": queries.papers_with_layouts(request.actor)},
    )


def _word(paper: str) -> str:
    if paper not in PAPERS:
        raise Http404
    return PAPERS[paper]


@reading_page
def paper(request: Request, paper: str) -> HttpResponse:
    """What may be written in a layout of one paper, with meaning and sample."""
    context = {"code": paper, "word": _word(paper), "words": placeholders(paper)}
    return render(request, "desk/layout_paper.html", context)


@reading_page
def sample(request: Request, paper: str) -> HttpResponse:
    """A layout to begin with."""
    word = _word(paper)
    return handed_out(starter(paper), f"{word}起始表样")


@reading_page
def file(request: Request, layout_id: int) -> HttpResponse:
    """The layout as it was uploaded."""
    return serve(queries.get_layout(request.actor, Act.LAYOUT_EDIT, layout_id).file)


@writing_page
def remove(request: Request, layout_id: int) -> HttpResponse:
    """Go back to the layout above or the platform's own form."""
    layout = queries.get_layout(request.actor, Act.LAYOUT_EDIT, layout_id)
    services.remove_layout(layout, actor=request.actor, now=request.now)
    tell(request, "已停用这份表样。")
    return redirect("desk-layouts")
