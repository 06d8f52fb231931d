"""The site's own words for fixed vocabularies, and who may choose for the whole site."""

import unicodedata
from collections.abc import Mapping

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled

MAX_WORD = 20
TOP = 4  # the path of an organisation without a superior: one level, four characters


def may_set(actor: Actor) -> Decision:
    """Whether the actor chooses for the whole site: SETTING at the top of a tree, with everything below."""
    if any(g.act is Act.SETTING and g.subtree and len(g.path) <= TOP for g in actor.grants):
        return YES
    return no("全站的选项由最上级党组织的组织部门或平台管理员设置。需要改的，请向他们提出。")


def standing_of(actor: Actor) -> tuple[int, str] | None:
    """(id, path) of the top organisation whose post allows it, for the audit; None for the operator of the server."""
    posts = {g.post_id for g in actor.grants if g.act is Act.SETTING and len(g.path) <= TOP}
    return next(((post.org_id, post.org_path) for post in actor.posts if post.id in posts), None)


def faults_of(vocabulary: type[Labelled], words: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the words a site would give the codes of a vocabulary, code → sentence. A word must be told
    from every other member's word and standard word: sheets that people send in are read by both."""
    faults: dict[str, str] = {}
    for member in vocabulary:
        word = words.get(member.value, "")
        if len(word) > MAX_WORD:
            faults[member.value] = f"最多{MAX_WORD}个字。"
        elif any(unicodedata.category(c)[0] == "C" or c in "<>{}" for c in word):
            faults[member.value] = "不能有尖括号、花括号这类符号。"
        elif word:
            same = next((m for m in vocabulary if m is not member and word in (m.standard, words.get(m.value))), None)
            if same:
                faults[member.value] = f"和“{same.standard}”的用词重了，两个类别会分不开。请换一个词。"
    return faults
