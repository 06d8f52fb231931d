"""Fields of work that a committee divides among its members, and who may be put in charge of them."""

from jishi.kernel.labels import Labelled


class WorkField(Labelled):
    """工作领域. `PRESIDING` records who presides while there is no secretary; it is no field of duties."""

    ORG_BUILDING = "org_building", "组织建设"
    ORG_LIFE = "org_life", "组织生活"
    MEMBER_EDUCATION = "member_education", "党员教育管理"
    ADMISSION = "admission", "发展党员"
    DUES = "dues", "党费管理"
    PUBLICITY = "publicity", "宣传思想"
    DISCIPLINE = "discipline", "纪律监督"
    UNITED_FRONT = "united_front", "群团统战"
    SERVING_MASSES = "serving_masses", "联系服务群众"
    ELECTION = "election", "换届选举"
    OPENNESS = "openness", "党务公开"
    RESPONSIBILITY = "responsibility", "党建工作责任制"
    PRESIDING = "presiding", "主持全面工作"


# What a committee divides, in the order its table shows.
DIVIDED = tuple(field for field in WorkField if field is not WorkField.PRESIDING)
