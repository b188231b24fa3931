"""The words of the province's forms for what the portal stores."""

from homes.enums import Admission, ConstructionMode, HostBase, Mechanism, Regime, Scene, Status

MECHANISMS = {"主体型": Mechanism.HOST_BASED, "创新型": Mechanism.INNOVATIVE}
SCENES = {
    "园区": Scene.PARK,
    "社区": Scene.COMMUNITY,
    "商圈": Scene.COMMERCIAL,
    "楼宇": Scene.BUILDING,
    "流动": Scene.MOBILE,
    "企业": Scene.ENTERPRISE,
    "镇街": Scene.TOWNSHIP,
    "行业": Scene.INDUSTRY,
    "综合": Scene.COMPREHENSIVE,
    "文旅": Scene.CULTURE_TOURISM,
    "其他": Scene.OTHER,
}
# Every scene is also written with 型, and Xiamen's lists say 主体型 for homes of enterprises.
SCENES_AS_WRITTEN = {
    **SCENES,
    **{f"{word}型": scene for word, scene in SCENES.items()},
    "主体型": Scene.ENTERPRISE,
    "commercial zone": Scene.COMMERCIAL,
    "镇街村居": Scene.TOWNSHIP,
    "镇街村居型": Scene.TOWNSHIP,
}
STATUSES = {
    "拟建": Status.PLANNED,
    "在建": Status.BUILDING,
    "试运行": Status.TRIAL,
    "运行": Status.OPEN,
    "暂停": Status.SUSPENDED,
    "整改": Status.RECTIFYING,
    "撤销": Status.CLOSED,
}
STATUSES_AS_WRITTEN = {
    **STATUSES,
    "运行中": Status.OPEN,
    "正常运行": Status.OPEN,
    "已建成": Status.OPEN,
    "开放": Status.OPEN,
    "整改中": Status.RECTIFYING,
    "关闭": Status.CLOSED,
}
MODES = {
    "党建带工建": ConstructionMode.PARTY_LED,
    "群社联建": ConstructionMode.MASS_SOCIAL,
    "主体共建": ConstructionMode.HOST_ENTITY,
    "工会自建": ConstructionMode.UNION_BUILT,
}
HOST_BASES = {
    "既有职工之家": HostBase.WORKERS_HOME,
    "党群活动中心": HostBase.PARTY_MASS_CENTRE,
    "便民服务中心": HostBase.PARTY_MASS_CENTRE,
    "职工服务中心": HostBase.SERVICE_CENTRE,
    "闲置政府场地": HostBase.IDLE_GOVERNMENT,
    "闲置社会场地": HostBase.IDLE_SOCIAL,
    "其他": HostBase.OTHER,
}
ADMISSIONS = {
    "所有人": Admission.EVERYONE,
    "全体职工": Admission.WORKERS,
    "工会会员": Admission.MEMBERS,
    "本单位职工": Admission.HOST,
}
REGIMES = {
    "工作时间": Regime.OFFICE,
    "延时开放": Regime.EXTENDED,
    "24小时有人值守": Regime.ATTENDED_24H,
    "24小时无人值守": Regime.UNATTENDED_24H,
}
