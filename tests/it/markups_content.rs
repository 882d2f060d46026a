//! What a small disclosure site holds, whatever its markup: bodies of six kinds, their columns,
//! guides, documents and reports, all as the law wants them. Mutations spoil one thing each.

/// The kinds of bodies that sites are built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    CountyBureau,
    CountyGovernment,
    Township,
    ProvincialDepartment,
    Ministry,
    CityGovernment,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] = [
        Self::CountyBureau,
        Self::CountyGovernment,
        Self::Township,
        Self::ProvincialDepartment,
        Self::Ministry,
        Self::CityGovernment,
    ];

    pub(crate) fn government(self) -> bool {
        matches!(
            self,
            Self::CountyGovernment | Self::CityGovernment | Self::Township
        )
    }

    fn name(self) -> &'static str {
        match self {
            Self::CountyBureau => "清溪县市场监督管理局",
            Self::CountyGovernment => "云岭县人民政府",
            Self::Township => "石桥镇人民政府",
            Self::ProvincialDepartment => "江东省科学技术厅",
            Self::Ministry => "国家测绘标准局",
            Self::CityGovernment => "南浦市人民政府",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::CountyBureau => "3415290012",
            Self::CountyGovernment => "5307290001",
            Self::Township => "4211270045",
            Self::ProvincialDepartment => "3200000033",
            Self::Ministry => "bm99000001",
            Self::CityGovernment => "3600000001",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::CountyBureau => "清市监",
            Self::CountyGovernment => "云政发",
            Self::Township => "石政发",
            Self::ProvincialDepartment => "江科发",
            Self::Ministry => "国测标发",
            Self::CityGovernment => "南政发",
        }
    }
}

/// How the home page leads to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Menu(String),
    Footer(String),
    BareImage,
    Missing,
    Dead,
}

/// A published document's metadata box.
#[derive(Debug, Clone)]
pub(crate) struct Meta {
    pub(crate) index: Option<String>,
    pub(crate) made: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) issuer: String,
}

/// One item of a list.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) title: String,
    pub(crate) date: String,
    pub(crate) meta: Option<Meta>,
    pub(crate) text: Vec<String>,
    /// Name, ending, whether the file is there.
    pub(crate) files: Vec<(String, String, bool)>,
    /// The list leads straight to the file.
    pub(crate) direct: bool,
    /// The page itself is not there.
    pub(crate) dead: bool,
}

/// What a column holds.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Nothing,
    Guide,
    Text(Vec<String>),
    List(Vec<Item>),
    Outside(String),
    Script,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kids: Vec<Column>,
    pub(crate) content: Content,
}

impl Column {
    pub(crate) fn text(name: &str, lines: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            kids: Vec::new(),
            content: Content::Text(lines.iter().map(|line| (*line).to_owned()).collect()),
        }
    }

    pub(crate) fn list(name: &str, items: Vec<Item>) -> Self {
        Self {
            name: name.to_owned(),
            kids: Vec::new(),
            content: Content::List(items),
        }
    }

    pub(crate) fn of(name: &str, kids: Vec<Self>) -> Self {
        Self {
            name: name.to_owned(),
            kids,
            content: Content::Nothing,
        }
    }
}

impl Item {
    pub(crate) fn plain(title: &str, date: &str, lines: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            date: date.to_owned(),
            meta: None,
            text: lines.iter().map(|line| (*line).to_owned()).collect(),
            files: Vec::new(),
            direct: false,
            dead: false,
        }
    }
}

/// A site to be: what a mutation changes and a skin draws.
#[derive(Debug, Clone)]
pub(crate) struct Twin {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) entry: Entry,
    pub(crate) search: bool,
    pub(crate) guide: Vec<(&'static str, String)>,
    pub(crate) columns: Vec<Column>,
    /// A directory of its own that some regions keep beside the four columns.
    pub(crate) directory: Vec<Column>,
    /// Columns of the site beside the platform, with their items.
    pub(crate) beside: Vec<(&'static str, Vec<Item>)>,
    /// What every page bears before its end: scripts.
    pub(crate) scripts: &'static str,
    /// Letters: title, day of asking, day of answer, state.
    pub(crate) letters: Vec<[String; 4]>,
}

impl Twin {
    pub(crate) fn clean(kind: Kind) -> Self {
        let name = kind.name().to_owned();
        let mut columns = vec![
            Column {
                name: "政府信息公开指南".to_owned(),
                kids: Vec::new(),
                content: Content::Guide,
            },
            Column::list("政府信息公开制度", regime(&name)),
            Column::of("法定主动公开内容", statutory(kind, &name)),
            Column::list("政府信息公开年报", reports(kind, &name)),
        ];
        columns.push(Column::text(
            "依申请公开",
            &[
                "公民、法人和其他组织可以向本机关申请获取政府信息，申请可以当面递交、邮寄或者在线提交。",
                "申请人应当写明姓名或者名称、身份证明、联系方式和所需信息的名称、文号或者特征。",
            ],
        ));
        Self {
            kind,
            code: kind.code().to_owned(),
            entry: Entry::Menu("政府信息公开".to_owned()),
            search: true,
            guide: guide(kind, &name),
            columns,
            directory: Vec::new(),
            beside: beside(),
            scripts: "",
            letters: [
                ["咨询窗口周末是否办公", "2026-11-03", "2026-11-05", "已回复"],
                ["反映路灯不亮", "2026-09-29", "2026-10-09", "已回复"],
            ]
            .map(|letter| letter.map(str::to_owned))
            .to_vec(),
            name,
        }
    }

    /// The items of a column beside the platform.
    pub(crate) fn beside(&mut self, name: &str) -> &mut Vec<Item> {
        let column = self.beside.iter_mut().find(|(of, _)| *of == name);
        &mut column.unwrap_or_else(|| panic!("no column {name}")).1
    }

    /// The column of this name, wherever it stands.
    pub(crate) fn column(&mut self, name: &str) -> &mut Column {
        fn seek<'a>(columns: &'a mut [Column], name: &str) -> Option<&'a mut Column> {
            for column in columns {
                if column.name == name {
                    return Some(column);
                }
                if let Some(found) = seek(&mut column.kids, name) {
                    return Some(found);
                }
            }
            None
        }
        seek(&mut self.columns, name).unwrap_or_else(|| panic!("no column {name}"))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        fn seek(columns: &[Column], name: &str) -> bool {
            columns
                .iter()
                .any(|column| column.name == name || seek(&column.kids, name))
        }
        seek(&self.columns, name)
    }

    pub(crate) fn remove(&mut self, name: &str) {
        fn take(columns: &mut Vec<Column>, name: &str) {
            columns.retain(|column| column.name != name);
            for column in columns {
                take(&mut column.kids, name);
            }
        }
        assert!(self.has(name), "no column {name}");
        take(&mut self.columns, name);
    }

    pub(crate) fn empty(&mut self, name: &str) {
        let column = self.column(name);
        column.kids.clear();
        column.content = Content::List(Vec::new());
    }

    pub(crate) fn items(&mut self, name: &str) -> &mut Vec<Item> {
        match &mut self.column(name).content {
            Content::List(items) => items,
            other => panic!("{name} holds no list but {other:?}"),
        }
    }

    /// The first document of the normative documents that has a box.
    pub(crate) fn document(&mut self) -> &mut Item {
        &mut self.items("行政规范性文件")[0]
    }

    pub(crate) fn meta(&mut self) -> &mut Meta {
        self.document().meta.as_mut().unwrap()
    }

    pub(crate) fn guide_without(&mut self, key: &str) {
        let before = self.guide.len();
        self.guide.retain(|(of, _)| *of != key);
        assert_ne!(before, self.guide.len(), "no guide line {key}");
    }

    pub(crate) fn guide_says(&mut self, key: &str, text: &str) {
        let line = self.guide.iter_mut().find(|(of, _)| *of == key);
        line.unwrap_or_else(|| panic!("no guide line {key}")).1 = text.to_owned();
    }
}

fn guide(kind: Kind, name: &str) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("updated", "更新日期：2026年3月10日".to_owned()),
        ("basis", format!("为便于公民、法人和其他组织获取{name}的政府信息，根据《中华人民共和国政府信息公开条例》（国务院令第711号），编制本指南。")),
        ("h1", "一、主动公开".to_owned()),
        ("classification", "（一）信息分类。本机关主动公开的政府信息按机构职能、政策文件、业务工作、财政资金等类别公开。".to_owned()),
        ("arrangement", "（二）编排体系。公开目录按索引号、名称、内容概述、生成日期编排，可按类别和日期检索。".to_owned()),
        ("how_to_get", "（三）获取方式。本机关主要通过政府网站公开信息，也可以到政务服务大厅查阅。".to_owned()),
        ("h2", "二、依申请公开".to_owned()),
        ("office_name", format!("（一）受理机构：{name}办公室")),
        ("address", "办公地址：滨河路66号3楼".to_owned()),
        ("hours", "办公时间：工作日8:30—12:00，14:30—17:30".to_owned()),
        ("phone", "联系电话：0550-7000315".to_owned()),
        ("fax", "传真号码：0550-7000316".to_owned()),
        ("internet", "电子邮箱：gk@demo.example".to_owned()),
        ("channels", "（二）申请方式。申请人可以当面提交申请，也可以通过邮寄信函或者在网站在线申请，并注明联系方式。".to_owned()),
        ("correction", "（三）补正。申请内容不明确的，本机关自收到申请之日起7个工作日内一次性告知申请人补正。".to_owned()),
        ("answer", "（四）答复。能够当场答复的当场答复；不能当场答复的，自收到申请之日起20个工作日内予以答复；需要延长答复期限的，延长的期限最长不超过20个工作日。".to_owned()),
        ("third", "（五）涉及第三方合法权益的，书面征求第三方意见，第三方应当自收到征求意见书之日起15个工作日内提出意见。".to_owned()),
        ("fee", "（六）收费。本机关依申请提供政府信息不收取费用；申请数量、频次明显超过合理范围的，按照规定收取信息处理费。".to_owned()),
        ("h3", "三、监督和救济".to_owned()),
        ("remedies", "申请人认为本机关的公开工作侵犯其合法权益的，可以向上一级行政机关投诉、举报，也可以依法申请行政复议或者提起行政诉讼。".to_owned()),
    ];
    if kind.government() {
        lines.insert(
            6,
            (
                "places",
                "查阅场所：本级档案馆、公共图书馆设有政府信息查阅点。".to_owned(),
            ),
        );
    }
    lines
}

/// What stands beside the platform: interpretations and calls for opinions.
fn beside() -> Vec<(&'static str, Vec<Item>)> {
    vec![
        (
            "政策解读",
            vec![Item::plain(
                "《档案数字化管理办法》政策解读",
                "2026-05-15",
                &[
                    "一、背景和依据。档案数字化标准不一，根据档案管理的有关规定制定本办法。",
                    "二、制定意义。统一标准，方便查阅。",
                    "三、起草过程。经调研、征求意见、合法性审查后印发。",
                    "四、工作目标。三年内完成存量档案数字化。",
                    "五、主要任务。明确范围、标准和验收要求。",
                    "六、保障措施。落实经费和人员。",
                ],
            )],
        ),
        (
            "意见征集",
            vec![
                {
                    let mut item = Item::plain(
                        "关于公开征求《公园管理办法（草案）》意见的公告",
                        "2026-10-20",
                        &[
                            "现将《公园管理办法（草案）》及起草说明向社会公开征求意见。",
                            "征求意见时间：2026年10月20日至2026年11月18日。",
                            "意见可以发送至电子邮箱 gk@demo.example，或者邮寄至滨河路66号。",
                        ],
                    );
                    item.files = vec![
                        ("公园管理办法（草案）".to_owned(), "docx".to_owned(), true),
                        ("起草说明".to_owned(), "docx".to_owned(), true),
                    ];
                    item
                },
                Item::plain(
                    "《养犬管理办法（草案）》公开征求意见采纳情况",
                    "2026-09-10",
                    &["共收到意见12条，采纳9条，未采纳3条，理由已分别说明。"],
                ),
            ],
        ),
    ]
}

fn regime(name: &str) -> Vec<Item> {
    vec![
        Item::plain(
            "中华人民共和国政府信息公开条例（国务院令第711号）",
            "2019-05-20",
            &[
                "行政机关公开政府信息以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则。本页为条例要点。",
            ],
        ),
        Item::plain(
            &format!("{name}政府信息公开审查制度"),
            "2024-05-10",
            &[
                "公开前由起草机构提出意见，办公室审查，分管负责人审定。",
                "审查记录随文归档。",
            ],
        ),
    ]
}

fn reports(kind: Kind, name: &str) -> Vec<Item> {
    let day = if kind.government() { "03-20" } else { "01-20" };
    (2019..=2025)
        .rev()
        .map(|year| {
            Item::plain(
                &format!("{name}{year}年政府信息公开工作年度报告"),
                &format!("{}-{day}", year + 1),
                &[
                    "一、总体情况",
                    &format!("{year}年，本机关主动公开政府信息若干条，按时办理申请。"),
                    "二、主动公开政府信息情况",
                    "本年度制发规范性文件3件，现行有效12件。",
                    "三、收到和处理政府信息公开申请情况",
                    "本年度新收申请4件，办结4件，结转下年度0件。",
                    "四、政府信息公开行政复议、行政诉讼情况",
                    "本年度没有因政府信息公开引起的复议和诉讼。",
                    "五、存在的主要问题及改进情况",
                    "公开的时效有待提高，已按月核对。",
                    "六、其他需要报告的事项",
                    "按照国务院办公厅印发的信息处理费管理办法，本年度未收取信息处理费。",
                ],
            )
        })
        .collect()
}

fn normative(kind: Kind, name: &str) -> Vec<Item> {
    let subjects = [
        ("印发《档案数字化管理办法》", "2026-05-08", "2026-05-12"),
        ("加强节假日值班工作", "2026-04-22", "2026-04-28"),
        ("做好防汛准备", "2026-03-17", "2026-03-20"),
        ("规范公文办理程序", "2025-11-04", "2025-11-10"),
        ("开展安全隐患排查整治", "2025-08-12", "2025-08-15"),
    ];
    let mut items: Vec<Item> = subjects
        .iter()
        .enumerate()
        .map(|(at, (subject, made, published))| {
            let number = format!("{}〔{}〕{}号", kind.sign(), &made[..4], 12 - at);
            let mut item = Item::plain(
                &format!("{name}关于{subject}的通知"),
                published,
                &[
                    "各有关单位：",
                    "现将有关事项通知如下。各单位要落实责任，按时完成，遇有问题及时报告。",
                    "一、明确责任人员和工作时限，建立台账。",
                    "二、每季度末报送工作情况。",
                    name,
                    &spoken(made),
                ],
            );
            item.meta = Some(Meta {
                index: Some(format!(
                    "{}/{}-{:05}",
                    "11341529MB1A00315K",
                    made.replace('-', ""),
                    10 + at
                )),
                made: Some((*made).to_owned()),
                number: Some(number),
                issuer: name.to_owned(),
            });
            item
        })
        .collect();
    items[0].files = vec![("附件：办法全文".to_owned(), "docx".to_owned(), true)];
    items
}

/// A day as papers write it.
fn spoken(day: &str) -> String {
    let parts: Vec<u32> = day.split('-').map(|part| part.parse().unwrap()).collect();
    format!("{}年{}月{}日", parts[0], parts[1], parts[2])
}

fn money(name: &str) -> Column {
    let years = |word: &str, years: std::ops::RangeInclusive<i32>, month: u32, later: i32| {
        years
            .rev()
            .map(|year| {
                let mut item = Item::plain(
                    &format!("{name}{year}年度部门{word}"),
                    &format!("{}-{month:02}-11", year + later),
                    &[&format!("{year}年度部门{word}收支总体情况见附件。")],
                );
                item.files = vec![(format!("{year}年{word}表"), "xlsx".to_owned(), true)];
                item
            })
            .collect()
    };
    Column::of(
        "财政预决算",
        vec![
            Column::list("部门预算", years("预算", 2015..=2026, 2, 0)),
            Column::list("部门决算", years("决算", 2015..=2025, 9, 1)),
        ],
    )
}

fn statutory(kind: Kind, name: &str) -> Vec<Column> {
    let government = kind.government();
    let one = |column: &str, title: &str, lines: &[&str]| {
        Column::list(column, vec![Item::plain(title, "2026-06-03", lines)])
    };
    let mut columns = vec![
        Column::of(
            "机构职能",
            vec![
                Column::text(
                    "机构简介",
                    &[
                        "主要职责：贯彻执行国家有关法律法规，负责本领域的管理和服务工作。",
                        "办公地址：滨河路66号",
                        "办公时间：工作日8:30—12:00，14:30—17:30",
                        "联系电话：0550-7000315",
                    ],
                ),
                Column::text(
                    "领导信息",
                    &[
                        "负责人：高某某，主持全面工作。",
                        "副职：林某某，分管综合和法制工作。",
                    ],
                ),
                Column::text(
                    "内设机构",
                    &[
                        "内设机构：办公室、法规股、综合股。",
                        "办公室负责文电、会务和信息公开。",
                    ],
                ),
            ],
        ),
        Column {
            name: "行政规范性文件".to_owned(),
            kids: vec![one(
                "规范性文件清理",
                &format!("{name}公布规范性文件清理结果的公告"),
                &["经清理，继续有效12件，废止2件，修改1件，现予公布。"],
            )],
            content: Content::List(normative(kind, name)),
        },
        one(
            "政府信息公开目录",
            "主动公开基本目录（2026年版）",
            &["目录列明公开事项、内容、依据、时限、主体和渠道。"],
        ),
        one(
            "权责清单",
            "权责清单（2026年版）",
            &["清单列明事项名称、实施依据和追责情形。"],
        ),
        money(name),
        one(
            "政府采购",
            "2026年办公设备采购成交公告",
            &[
                "采购目录以内、限额标准以上的项目实行集中采购。",
                "采购方式为询价，成交供应商已公示，成交金额12.6万元。",
            ],
        ),
        one(
            "建议提案办理",
            "对第9号建议的答复",
            &["您提出的建议收悉，现答复如下：有关工作已列入年度计划。"],
        ),
        one(
            "法治政府建设年度报告",
            &format!("{name}2025年法治政府建设情况报告"),
            &["一年来，学法制度得到落实，重大决策经合法性审查。"],
        ),
    ];
    if kind != Kind::Township {
        columns.push(one(
            "行政许可",
            "行政许可事项办事指南及结果公示",
            &[
                "设定依据：有关法律。受理条件：具备相应资格。办理流程：申请、受理、审查、决定。",
                "许可结果：准予许可2件，决定书已送达。",
            ],
        ));
        columns.push(one(
            "行政处罚",
            "行政处罚程序、条件和结果公示",
            &[
                "处罚依据：行政处罚法。处罚程序：立案、调查、告知、决定。适用条件见裁量基准。",
                "处罚结果：本季度作出处罚决定3件。",
            ],
        ));
        let decided = Item::plain(
            "2026年9月行政处罚决定公示",
            "2026-10-09",
            &[
                &format!(
                    "{}罚〔2026〕7号：某商店经营过期食品案，罚款2000元，决定日期2026-09-28。",
                    kind.sign()
                ),
                &format!(
                    "{}罚〔2026〕8号：某工地未按规定公示案，警告，决定日期2026-09-30。",
                    kind.sign()
                ),
            ],
        );
        match &mut columns.last_mut().unwrap().content {
            Content::List(items) => items.push(decided),
            other => panic!("no list but {other:?}"),
        }
        columns.push(one(
            "行政强制",
            "行政强制事项和程序",
            &["实施依据：行政强制法。强制程序：报批、告知、实施、解除。适用条件见清单。"],
        ));
        columns.push(one(
            "行政事业性收费",
            "行政事业性收费目录清单",
            &["收费项目：证书工本费。收费标准：10元/本。收费依据：国家有关规定。"],
        ));
        columns.push(one(
            "监督检查",
            "2026年二季度监督检查结果公示",
            &["本季度抽查单位32家，检查结果：合格30家，责令改正2家。"],
        ));
        columns.push(one(
            "公务员招考",
            "2026年度拟录用公务员公示",
            &["招考职位2个，招录人数2人，报考条件见公告。拟录用人员名单已公示。"],
        ));
    }
    columns.push(one(
        "应急管理",
        &format!("{name}突发事件应急预案"),
        &["应急预案分总则、组织体系、预警信息、应急响应和后期处置。"],
    ));
    columns.push(one(
        "规划信息",
        "国民经济和社会发展第十五个五年规划纲要要点",
        &["“十五五”时期的主要目标和重点任务。"],
    ));
    if government || kind == Kind::Ministry {
        columns.push(one(
            "统计信息",
            "2025年国民经济和社会发展统计公报",
            &["全年地区生产总值比上年增长5.1%。"],
        ));
    }
    if government {
        columns.push(one(
            "重大建设项目",
            "滨河路改造工程批准和实施情况",
            &["项目批复：已立项备案。实施情况：已开工，完成投资三成。"],
        ));
        columns.push(one(
            "重大民生信息",
            "民生实事政策和落实情况",
            &["实施方案已印发；落实情况：补助资金已发放，惠及1200人。"],
        ));
        columns.push(one(
            "社会救助",
            "最低生活保障对象名单公示",
            &["本季度保障对象118户，标准按月公布。"],
        ));
    }
    if matches!(kind, Kind::CountyGovernment | Kind::CityGovernment) {
        for (column, title) in [
            ("市政建设", "道路养护年度安排"),
            ("公共服务", "公共服务事项清单"),
            ("公益事业", "慈善捐赠使用情况"),
            ("土地征收", "征地补偿安置公告"),
            ("房屋征收", "房屋征收补偿方案公示"),
            ("治安管理", "烟花爆竹禁放区域通告"),
        ] {
            columns.push(one(
                column,
                title,
                &["有关事项和结果现予公布，欢迎监督，反映问题可以来电来信。"],
            ));
        }
    }
    if kind == Kind::Township {
        for (column, title) in [
            ("农业农村政策", "耕地地力保护补贴发放公示"),
            ("农田水利", "高标准农田项目建设情况"),
            ("农村土地承包经营权流转", "土地流转备案情况"),
            ("宅基地", "农村村民建房审批结果公示"),
            ("筹资筹劳", "一事一议筹资筹劳方案公示"),
            ("土地征收", "征地补偿安置公告"),
            ("房屋征收", "房屋征收补偿方案公示"),
        ] {
            columns.push(one(
                column,
                title,
                &["有关事项和结果现予公布，欢迎监督，反映问题可以来电来信。"],
            ));
        }
    }
    if kind == Kind::Ministry {
        columns.push(one(
            "规章",
            "测绘标准管理办法",
            &["本办法自公布之日起施行，适用于测绘标准的制定和实施。"],
        ));
    }
    columns
}
