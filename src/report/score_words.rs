//! A score in words, alike in every format: what it is, and how far it can be relied on.

use crate::model::{Lang, Score};

/// Returns the score with its card and grade, for a line of its own.
pub(super) fn line(score: &Score, lang: Lang) -> String {
    let title = score.title.get(lang);
    let Some(total) = score.total else {
        return match lang {
            Lang::Zh => format!("无（{title}没有适用的计分项目）"),
            Lang::En => format!("none (nothing with points in “{title}” applies)"),
        };
    };
    let grade = grade(score, lang);
    let grade = if grade.is_empty() {
        grade
    } else {
        format!("{}{grade}", lang.pick("，", ", "))
    };
    let most = if score.at_most {
        lang.pick("至多 ", "at most ")
    } else {
        ""
    };
    let mut text = match lang {
        Lang::Zh => format!("{most}{total} 分{grade}（{title}）"),
        Lang::En => format!("{most}{total}{grade} ({title})"),
    };
    let why = why(score, lang);
    if !why.is_empty() {
        text.push_str(lang.pick("；", "; "));
        text.push_str(&why);
    }
    text
}

/// Returns the grade, or the one that is the best still to be had; empty where there is none.
pub(super) fn grade(score: &Score, lang: Lang) -> String {
    match (&score.grade, &score.best_grade) {
        (Some(grade), _) => grade.get(lang).to_owned(),
        (None, Some(best)) => match lang {
            Lang::Zh => format!("等次未定，至多“{}”", best.zh),
            Lang::En => format!("grade not settled, at best “{}”", best.en),
        },
        (None, None) => String::new(),
    }
}

/// Says why the score is no more than an upper end, or what it would be without a veto.
pub(super) fn why(score: &Score, lang: Lang) -> String {
    if let Some(veto) = score.vetoed().next() {
        let without = score.unvetoed.map(|points| match lang {
            Lang::Zh => format!("，不计否决为 {points} 分"),
            Lang::En => format!("; {points} without it"),
        });
        let without = without.unwrap_or_default();
        return match lang {
            Lang::Zh => format!("单项否决：{}{without}", veto.title.zh),
            Lang::En => format!("veto: {}{without}", veto.title.en),
        };
    }
    let open = score.open().count();
    match (score.at_most, open, score.all_failed) {
        (false, ..) => String::new(),
        (true, 1.., Some(worst)) if Some(worst) < score.total => match lang {
            Lang::Zh => format!("有 {open} 项未能判定，若都不达标为 {worst} 分"),
            Lang::En => format!("{open} could not be told: {worst} if none of them holds"),
        },
        (true, ..) => lang
            .pick(
                "有网页没有读到，或有的项目分值未核对",
                "some pages were not read, or some points are not verified",
            )
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::model::{Combine, Lang, Points, Score, Words};

    fn score() -> Score {
        Score {
            card: "t".to_owned(),
            title: Words::new("自测表", "card"),
            version: "1".to_owned(),
            source: Words::default(),
            scale: Points::of(100.0),
            decimals: 1,
            combine: Combine::Deduct,
            total: Some(Points::of(96.0)),
            unvetoed: Some(Points::of(96.0)),
            at_most: false,
            all_failed: None,
            grade: Some(Words::new("优秀", "excellent")),
            best_grade: Some(Words::new("优秀", "excellent")),
            grades: Vec::new(),
            veto_score: Points::ZERO,
            veto_grade: Words::default(),
            vetoes: Vec::new(),
            parts: Vec::new(),
        }
    }

    #[test]
    fn an_upper_end_is_told_as_one() {
        let settled = score();
        assert_eq!(line(&settled, Lang::Zh), "96 分，优秀（自测表）");
        let open = Score {
            at_most: true,
            grade: None,
            ..score()
        };
        assert_eq!(
            line(&open, Lang::Zh),
            "至多 96 分，等次未定，至多“优秀”（自测表）；有网页没有读到，或有的项目分值未核对"
        );
        assert!(line(&open, Lang::En).starts_with("at most 96, grade not settled"));
        let none = Score {
            total: None,
            grade: None,
            best_grade: None,
            ..score()
        };
        assert_eq!(line(&none, Lang::Zh), "无（自测表没有适用的计分项目）");
    }
}
