//! Charts, drawn as SVG: each mark leads to the list that it counts. They are for the eye and the mouse; whoever reads or goes by keys has the table
//! behind each.

use leptos::prelude::*;

use super::context::context;
use super::drawn::{Content, Draw as _, Drawn};
use crate::i18n::replica::grouped;

/// How series that stand on each other are told apart besides their colour, in their order.
const STACKED: [&str; 4] =
    ["url(#pattern-solid)", "url(#pattern-light)", "url(#pattern-dots)", "url(#pattern-lines)"];
/// A whole, and what of it matters.
const PARTS: [&str; 2] = ["url(#pattern-light)", "url(#pattern-solid)"];
/// Units of a chart: its marks are stretched to the room there is.
const STEP: usize = 10;
const HEIGHT: f64 = 100.0;
/// How thick the line of a curve is.
const LINE: f64 = 3.0;

/// One figure of a chart.
#[derive(Clone, Debug)]
pub struct Mark {
    pub count: usize,
    /// Of the list that it counts.
    pub path: String,
}

/// The figures of a month or day, one for each series.
#[derive(Clone, Debug)]
pub struct Bars {
    pub name: String,
    /// What stands below it; empty where there is no room for all of them.
    pub label: String,
    pub marks: Vec<Mark>,
}

/// The patterns that marks are filled with: once on a page.
#[component]
pub fn Patterns() -> impl IntoView {
    view! {
        <svg class="chart-patterns" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="pattern-solid" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="pattern-ink" width="4" height="4" /></pattern>
                <pattern id="pattern-light" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="pattern-soft" width="4" height="4" /></pattern>
                <pattern id="pattern-dots" width="3" height="6" patternUnits="userSpaceOnUse">
                    <rect class="pattern-soft" width="3" height="6" /><rect class="pattern-dark" width="1.5" height="3" />
                </pattern>
                <pattern id="pattern-lines" width="3" height="6" patternUnits="userSpaceOnUse"><rect class="pattern-dark" width="3" height="3" /></pattern>
            </defs>
        </svg>
    }
}

/// Columns with their table. `series`: what each of a column's marks counts. Marks of a stack stand on each other; others are parts of the first. A curve
/// has one mark for each day, and tells of its ups and downs: it begins at the least, not at nothing.
#[component]
pub fn ColumnChart(
    label: &'static str,
    heading: &'static str,
    series: Vec<&'static str>,
    columns: Vec<Bars>,
    #[prop(optional)] is_stacked: bool,
    #[prop(optional)] is_curve: bool,
) -> impl IntoView {
    let t = context().language.overview();
    let fills: &[&'static str] = if is_stacked { &STACKED } else { &PARTS };
    let height = |bars: &Bars| {
        let counts = bars.marks.iter().map(|mark| mark.count);
        if is_stacked { counts.sum() } else { counts.max().unwrap_or_default() }
    };
    let most = columns.iter().map(height).max().unwrap_or_default();
    let least = columns.iter().map(height).min().filter(|least| is_curve && *least < most);
    let looks: Vec<(&'static str, &'static str)> =
        series.iter().copied().zip(fills.iter().copied()).collect();
    let drawn: Vec<Drawn> = columns
        .iter()
        .enumerate()
        .map(|(at, bars)| {
            let (at, looks) = (at * STEP, looks.clone());
            if is_curve {
                view! { <Steps bars at between=(least.unwrap_or_default(), most) looks /> }.drawn()
            } else {
                view! { <Column bars at most looks is_stacked /> }.drawn()
            }
        })
        .collect();
    let labels = columns.iter().map(|bars| view! { <span>{bars.label.clone()}</span> }).collect_view();
    let legend = looks
        .iter()
        .map(|&(name, fill)| view! { <li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill=fill /></svg>{name}</li> })
        .collect_view();
    let view_box = format!("0 0 {} {HEIGHT}", columns.len() * STEP);
    let rows =
        columns.into_iter().map(|bars| view! { <Figures name=bars.name marks=bars.marks /> }).collect_view();
    view! {
        <div class="chart">
            <ul class="chart-legend">{legend}</ul>
            <p class="chart-most" aria-hidden="true">{grouped(most)}</p>
            <svg class="chart-columns" viewBox=view_box preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>
            {least.map(|least| view! { <p class="chart-least" aria-hidden="true">{grouped(least)}</p> })}
            <div class="chart-labels" aria-hidden="true">{labels}</div>
            <details>
                <summary>{t.chart_table}</summary>
                <FigureTable label heading series>{rows}</FigureTable>
            </details>
        </div>
    }
}

/// The marks of one column. `at`: where it begins. `most`: what the height of the chart stands for. `looks`: name and filling of each mark.
#[component]
fn Column<'a>(
    bars: &'a Bars,
    at: usize,
    most: usize,
    looks: Vec<(&'static str, &'static str)>,
    is_stacked: bool,
) -> impl IntoView {
    let mut below = 0.0;
    let marks = bars.marks.iter().zip(looks).enumerate().filter(|(_, (mark, _))| mark.count > 0);
    let marks = marks.map(|(nth, (mark, (name, fill)))| {
        // What is there is seen, however little it is.
        let height = (mark.count as f64 / most.max(1) as f64 * HEIGHT).max(1.0);
        let y = HEIGHT - height - below;
        if is_stacked {
            below += height;
        }
        // A part is narrower than its whole, so that neither covers the other when both are as high; and however low the whole is, it is reached
        // from anywhere above it.
        let inset = if is_stacked { 1 } else { 1 + nth };
        let (x, width) = (at + inset, STEP - 2 * inset);
        let above = (!is_stacked && nth == 0)
            .then(|| view! { <rect x=x y="0" width=width height=HEIGHT fill="transparent" /> });
        view! {
            <a href=mark.path.clone() tabindex="-1">
                <title>{title(bars, name, mark)}</title>
                {above}
                <rect x=x y=format!("{y:.2}") width=width height=format!("{height:.2}") fill=fill />
            </a>
        }
    });
    marks.collect_view()
}

/// The marks of one day of a curve, which is reached from anywhere above and below it. `between`: what bottom and top of the chart stand for.
#[component]
fn Steps<'a>(
    bars: &'a Bars,
    at: usize,
    between: (usize, usize),
    looks: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let (least, most) = between;
    let marks = bars.marks.iter().zip(looks).map(|(mark, (name, _))| {
        let share = (mark.count - least) as f64 / (most - least).max(1) as f64;
        let y = (1.0 - share) * (HEIGHT - LINE);
        view! {
            <a href=mark.path.clone() tabindex="-1">
                <title>{title(bars, name, mark)}</title>
                <rect x=at y="0" width=STEP height=HEIGHT fill="transparent" />
                <rect class="pattern-ink" x=at y=format!("{y:.2}") width=STEP height=LINE />
            </a>
        }
    });
    marks.collect_view()
}

fn title(bars: &Bars, series: &str, mark: &Mark) -> String {
    format!("{} · {series}: {}", bars.name, grouped(mark.count))
}

/// A table of figures. The children are its rows.
#[component]
pub fn FigureTable(
    label: &'static str,
    heading: &'static str,
    series: Vec<&'static str>,
    children: Content,
) -> impl IntoView {
    let series = series.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <div class="table-frame" role="region" aria-label=label tabindex="0">
            <table class="figure-table">
                <thead><tr><th scope="col">{heading}</th>{series}</tr></thead>
                <tbody>{children.draw()}</tbody>
            </table>
        </div>
    }
}

/// A row of figures, each leading to what it counts.
#[component]
pub fn Figures(name: String, marks: Vec<Mark>) -> impl IntoView {
    let cells = marks
        .into_iter()
        .map(|mark| view! { <td><a href=mark.path>{grouped(mark.count)}</a></td> })
        .collect_view();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }
}

/// How much a figure is of all, as a line that long.
#[component]
pub fn ShareLine(count: usize, total: usize) -> impl IntoView {
    let width = (count as f64 / total.max(1) as f64 * 100.0).max(0.5);
    view! {
        <svg class="share-line" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="pattern-soft" width="100" height="4" /><rect class="pattern-ink" width=format!("{width:.1}") height="4" />
        </svg>
    }
}
