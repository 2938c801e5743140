"""What is known of the demo city beforehand: unions, streets, logins. Districts are real, everything else is a sample."""

from __future__ import annotations

from typing import NamedTuple

#: Put before every fictitious name.
MARK = "【样例】"

CITY = ("370200", "青岛市总工会", "市总")

#: District code → name of its union, three streets or towns.
DISTRICTS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "370202": ("市南区总工会", ("香港中路街道", "八大关街道", "中山路街道")),
    "370203": ("市北区总工会", ("台东街道", "登州路街道", "敦化路街道")),
    "370211": ("西海岸新区总工会", ("长江路街道", "薛家岛街道", "王台街道")),
    "370212": ("崂山区总工会", ("中韩街道", "金家岭街道", "沙子口街道")),
    "370213": ("李沧区总工会", ("浮山路街道", "李村街道", "九水街道")),
    "370214": ("城阳区总工会", ("城阳街道", "流亭街道", "夏庄街道")),
    "370215": ("即墨区总工会", ("潮海街道", "通济街道", "鳌山卫街道")),
    "370281": ("胶州市总工会", ("阜安街道", "中云街道", "胶东街道")),
    "370283": ("平度市总工会", ("东阁街道", "李园街道", "南村镇")),
    "370285": ("莱西市总工会", ("水集街道", "望城街道", "姜山镇")),
}


class Branch(NamedTuple):
    """A union beside the districts, with its primary unions; it governs no district."""

    code: str
    name: str
    kind: str
    primaries: tuple[str, ...]


BRANCHES = (
    Branch("3702GX", "青岛高新区总工会", "zone", ("智谷软件公司", "蓝湾生物公司")),
    Branch("3702JY", "青岛市教育工会", "industry", ("海岸实验学校", "东岭职业学校")),
    Branch("3702WS", "青岛市卫生健康工会", "industry", ("湾区医院", "东部妇幼医院")),
    Branch("3702JG", "青岛市直机关工会", "organs", ("市政服务大厅", "档案中心")),
    Branch(
        "3702DT",
        "青岛地铁集团工会",
        "enterprise",
        ("运营一中心", "运营二中心", "车辆维保中心", "站务中心"),
    ),
)

#: Words of fictitious employers; six per district.
EMPLOYERS = (
    *(
        "海云纺织",
        "蓝湾食品",
        "东岭机械",
        "晨港物流",
        "石湾酒店",
        "春潮物业",
        "云杉电子",
        "金沙建筑",
        "青禾药业",
    ),
    *(
        "望海商贸",
        "长风快运",
        "松涛印务",
        "碧浪环卫",
        "星河软件",
        "白桦家具",
        "渔歌水产",
        "远山能源",
        "百川汽配",
    ),
)


class Login(NamedTuple):
    """One demo login: role over the union of this code. ``primary`` picks the first primary union below it."""

    username: str
    name: str
    role: str
    over: str
    post: str = ""
    primary: bool = False


LOGINS = (
    Login("keeper", "王芳", "keeper", "370202", "工会主席", primary=True),
    Login("district", "李娜", "district", "370202", "女职工工作干事"),
    Login("district2", "张伟", "district", "370213", "权益保障干事"),
    Login("district3", "刘洋", "district", "370211", "基层工作干事"),
    Login("metro", "陈静", "district", "3702DT", "工会干事"),
    Login("city", "赵强", "city", "370200", "女职工部干事"),
    Login("city2", "周敏", "city", "370200", "女职工部部长"),
    *(
        Login(f"reviewer{n}", f"{name}专家", "reviewer", "370200")
        for n, name in enumerate(("孙", "吴", "郑", "冯", "褚", "卫", "蒋"), 1)
    ),
    Login("finance", "钱丽", "finance", "370200", "财务部干事"),
    Login("auditor", "沈明", "auditor", "370200", "经审办干事"),
    Login("admin", "顾磊", "administrator", "370200", "系统管理员"),
)

#: Checks in the back office what the administrator entered of a measure: nobody checks his own.
SECOND_OFFICER = "city2"

#: Surnames of people who only work here and cannot sign in.
SURNAMES = "杨黄徐马朱胡郭何高林罗梁宋谢唐韩曹许邓萧"
