//! Lists in which one line is several people, or one person several columns.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::heading::{NamePart, Role, name_part};
use super::limits::MOST_LINES;
use super::people::is_like_name;
use super::sheet::{Aside, Sheet};
use crate::search_text::{Looks, looks_like};

/// Digits of the numbers by which people side by side are known without headings.
const NUMBERS: RangeInclusive<usize> = 5..=12;

/// Columns that are repeated side by side, each time for another person.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Blocks {
    /// Where each of them begins, counted from 0.
    starts: Vec<usize>,
    /// Columns of one.
    width: usize,
}

impl Sheet {
    /// Takes each cell of these columns, counted from 0, for a line of its own: each holds people.
    pub fn run_on(&mut self, columns: &[usize]) {
        let lines = std::mem::take(&mut self.lines).into_iter().zip(std::mem::take(&mut self.numbers));
        let cells = lines.flat_map(|(mut line, number)| {
            let cells: Vec<String> =
                columns.iter().map(|column| std::mem::take(&mut line[*column])).collect();
            cells.into_iter().map(move |cell| (cell, number))
        });
        for (cell, number) in cells.filter(|(cell, _)| !cell.is_empty()) {
            self.lines.push(vec![cell]);
            self.numbers.push(number);
        }
        let first = columns.first().copied().unwrap_or_default();
        self.columns = self.columns.get(first).copied().into_iter().collect();
        self.headings = self.headings.get(first).cloned().into_iter().collect();
    }

    /// Takes each of what stands in a column of some lines for a line of its own: several people stood in one. Lines and column are counted from 0, the
    /// lines in order.
    pub fn take_apart(&mut self, column: usize, apart: Vec<(usize, Vec<String>)>) {
        let mut apart = apart.into_iter().peekable();
        let (mut lines, mut numbers) = (Vec::with_capacity(self.lines.len()), Vec::new());
        let old = std::mem::take(&mut self.lines).into_iter().zip(std::mem::take(&mut self.numbers));
        for (at, (line, number)) in old.enumerate() {
            if let Some((_, people)) = apart.next_if(|(line, _)| *line == at) {
                numbers.resize(numbers.len() + people.len(), number);
                lines.extend(people.into_iter().map(|person| {
                    let mut line = line.clone();
                    line[column] = person;
                    line
                }));
            } else {
                numbers.push(number);
                lines.push(line);
            }
        }
        (self.lines, self.numbers) = (lines, numbers);
    }

    /// Puts lines back that were set aside, by their places among these: they hold people.
    pub fn put_back(&mut self, places: &[usize]) {
        let mut at = 0;
        let (back, aside): (Vec<Aside>, Vec<Aside>) =
            std::mem::take(&mut self.set_aside).into_iter().partition(|_| {
                at += 1;
                places.contains(&(at - 1))
            });
        self.set_aside = aside;
        for Aside { number, cells } in back {
            let mut line = vec![String::new(); self.columns.len()];
            for (column, cell) in cells {
                // Columns that hold nothing in any other line are none of the sheet's.
                if let Some(at) = self.columns.iter().position(|its| *its == column) {
                    line[at] = cell;
                }
            }
            let at = self.numbers.partition_point(|other| *other < number);
            self.numbers.insert(at, number);
            self.lines.insert(at, line);
        }
    }

    /// Where names stand in two columns, puts them together in the first of these.
    pub fn join_names(&mut self) {
        let parts: Vec<Option<NamePart>> = self.headings.iter().map(|heading| name_part(heading)).collect();
        let only = |part: NamePart| {
            let mut places = (0..parts.len()).filter(|at| parts[*at] == Some(part));
            places.next().filter(|_| places.next().is_none())
        };
        let has_names = self.roles().contains(&Some(Role::Name));
        let (Some(family), Some(given), false) = (only(NamePart::Family), only(NamePart::Given), has_names)
        else {
            return;
        };
        let at = family.min(given);
        for line in &mut self.lines {
            // In Latin letters the last word is tried in front as well.
            let name = format!("{} {}", line[family], line[given]);
            name.trim().clone_into(&mut line[at]);
        }
        let said = format!("Name ({}, {})", self.headings[family], self.headings[given]);
        self.headings[at] = said;
    }

    /// Of a sheet of two columns without headings, puts these together: `Brück` and `Zoë` of `Brück, Zoë`.
    pub fn join_pairs(&mut self) {
        for line in &mut self.lines {
            let rest = line.split_off(1).concat();
            if !rest.is_empty() {
                line[0] = format!("{}, {rest}", line[0]);
            }
        }
        self.columns.truncate(1);
    }

    /// Columns that go on with the names of the one before: their heading is empty, or stands over all of them.
    pub fn under_one_heading(&self) -> Vec<usize> {
        let roles = self.roles();
        let Some(first) = roles.iter().position(|role| *role == Some(Role::Name)) else { return Vec::new() };
        let further = (first + 1..self.headings.len()).take_while(|at| self.headings[*at].is_empty());
        std::iter::once(first).chain(further).collect()
    }

    /// Where the same columns stand side by side several times, each with other people, puts their lines below one another.
    pub fn unfold(&mut self) {
        let Some(Blocks { starts, width }) = self.blocks() else { return };
        if self.lines.len() * starts.len() > MOST_LINES {
            return;
        }
        let (Some(first), Some(last)) = (starts.first().copied(), starts.last().copied()) else { return };
        let kept = |at: &usize| *at < first + width || *at >= last + width;
        let columns: Vec<usize> = (0..self.columns.len()).filter(kept).collect();
        let old = std::mem::take(&mut self.lines).into_iter().zip(std::mem::take(&mut self.numbers));
        for (line, number) in old {
            for start in &starts {
                let block = &line[*start..*start + width];
                if block.iter().all(String::is_empty) {
                    continue;
                }
                let mut unfolded = line.clone();
                unfolded[first..first + width].clone_from_slice(block);
                self.lines.push(columns.iter().map(|at| std::mem::take(&mut unfolded[*at])).collect());
                self.numbers.push(number);
            }
        }
        if !self.headings.is_empty() {
            self.headings = columns.iter().map(|at| self.headings[*at].clone()).collect();
        }
        self.columns = columns.iter().map(|at| self.columns[*at]).collect();
    }

    /// What columns without headings hold, as far as names and numbers of the same kind stand side by side several times.
    fn roles_by_content(&self) -> Vec<Option<Role>> {
        let cells = |column: usize| {
            self.lines.iter().map(move |line| line[column].trim()).filter(|cell| !cell.is_empty())
        };
        let role = |column: usize| {
            let is_number = |cell: &str| {
                NUMBERS.contains(&cell.len())
                    && cell.bytes().all(|byte| byte.is_ascii_digit())
                    && !matches!(looks_like(cell), Looks::Telephone(_))
            };
            match cells(column).next() {
                Some(_) if cells(column).all(is_like_name) => Some(Role::Name),
                Some(_) if cells(column).all(is_number) => Some(Role::Number),
                _ => None,
            }
        };
        let roles: Vec<Option<Role>> = (0..self.columns.len()).map(role).collect();
        // Students have longer numbers than those who teach them.
        let numbers = (0..roles.len()).filter(|column| roles[*column] == Some(Role::Number));
        let lengths: Vec<BTreeSet<usize>> =
            numbers.map(|column| cells(column).map(str::len).collect()).collect();
        let are_alike = lengths.len() > 1 && lengths.windows(2).all(|pair| pair[0] == pair[1]);
        if are_alike { roles } else { vec![None; roles.len()] }
    }

    /// Names with numbers beside them, or names alone, each time in the same order and as far apart.
    fn blocks(&self) -> Option<Blocks> {
        let roles = if self.headings.is_empty() { self.roles_by_content() } else { self.roles() };
        let of_role = |role: Role| (0..roles.len()).filter(|at| roles[*at] == Some(role)).collect::<Vec<_>>();
        let names = of_role(Role::Name);
        let of_numbers = [Role::Account, Role::Number, Role::Document].map(of_role);
        let numbers = of_numbers.into_iter().find(|places| !places.is_empty()).unwrap_or_default();
        let plain = |at: usize| {
            let heading =
                self.headings.get(at).map(|heading| heading.replace(|sign: char| sign.is_ascii_digit(), ""));
            heading.unwrap_or_default()
        };
        if numbers.is_empty() {
            // Different headings may be of different people: those who are meant, and those who are not.
            let are_same = names.iter().all(|at| plain(*at) == plain(names[0]));
            if !are_same {
                return None;
            }
        } else if numbers.len() != names.len() {
            return None;
        }
        let first_of = |at: usize| numbers.get(at).map_or(names[at], |number| names[at].min(*number));
        let mut starts: Vec<usize> = (0..names.len()).map(first_of).collect();
        let apart = starts.get(1)?.checked_sub(starts[0]).filter(|apart| *apart > 0)?;
        let is_periodic = |columns: &[usize]| columns.windows(2).all(|pair| pair[1] == pair[0] + apart);
        if ![&starts, &names, &numbers].into_iter().all(|columns| is_periodic(columns)) {
            return None;
        }
        // The number of the line, or what else stands in front of each.
        while !self.headings.is_empty()
            && starts[0] > 0
            && starts.iter().all(|start| plain(*start - 1) == plain(starts[0] - 1))
        {
            for start in &mut starts {
                *start -= 1;
            }
        }
        // The last may lack what stands behind the names of the others.
        let width = apart.min(self.columns.len() - starts.last()?);
        let is_within = |columns: &[usize]| columns.first().is_none_or(|first| first - starts[0] < width);
        (is_within(&names) && is_within(&numbers)).then_some(Blocks { starts, width })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Row;

    fn sheet(text: &str) -> Sheet {
        let row = |(at, line): (usize, &str)| Row {
            number: at as u32 + 1,
            cells: line.split(',').map(str::to_owned).collect(),
        };
        Sheet::new(String::new(), text.lines().enumerate().map(row).collect()).unwrap()
    }

    fn unfolded(text: &str) -> (Vec<String>, Vec<String>) {
        let mut sheet = sheet(text);
        sheet.unfold();
        assert!(sheet.is_sound(), "{sheet:?}");
        (sheet.headings.clone(), sheet.lines.iter().map(|line| line.join(" ")).collect())
    }

    #[test]
    fn people_side_by_side_are_put_below_one_another() {
        let (headings, lines) = unfolded("序号,姓名,学号,序号,姓名,学号\n1,甲一,11,3,丙三,33\n2,乙二,22,,,");
        assert_eq!(headings, ["序号", "姓名", "学号"]);
        assert_eq!(lines, ["1 甲一 11", "3 丙三 33", "2 乙二 22"]);

        let (headings, lines) =
            unfolded("队名,队长姓名,队长学号,队员1姓名,队员1学号,备注\n一队,甲一,11,丙三,33,无");
        assert_eq!(headings, ["队名", "队长姓名", "队长学号", "备注"]);
        assert_eq!(lines, ["一队 甲一 11 无", "一队 丙三 33 无"]);

        let (_, lines) = unfolded("姓名,姓名,姓名\n甲一,乙二,丙三\n丁四,,");
        assert_eq!(lines, ["甲一", "乙二", "丙三", "丁四"]);
        let (headings, lines) = unfolded("王甲,518001,李乙,518002\n张丙,518003,,");
        assert_eq!(
            (headings.len(), lines),
            (0, vec!["王甲 518001".into(), "李乙 518002".into(), "张丙 518003".into()])
        );
        for one in [
            "王甲,518001,李乙,20001\n张丙,518003,,",
            "王甲,518001,李乙,13812345678",
            "王甲,518001,二班,100200",
            "学籍号,学号,姓名\n1,2,甲一",
            "姓名,学号,导师姓名,导师工号\n甲一,1,乙二,2",
            "姓名,学号,班级\n甲一,1,二",
            "姓名,学生姓名\n甲一,乙二",
        ] {
            let before = sheet(one);
            let mut after = before.clone();
            after.unfold();
            assert_eq!(after, before, "{one}");
        }
    }

    #[test]
    fn a_name_in_two_columns_is_one() {
        let mut two = sheet("First name,Last name,Email\nBen,Anderson,x");
        two.join_names();
        assert_eq!(two.lines[0][0], "Anderson Ben");
        assert_eq!(two.roles()[0], Some(Role::Name));
        let mut chinese = sheet("姓,名,班级\n王,涵玉,F2103");
        chinese.join_names();
        assert_eq!((chinese.lines[0][0].as_str(), chinese.roles()[0]), ("王 涵玉", Some(Role::Name)));
        let mut whole = sheet("姓名,姓,名\n王涵玉,王,涵玉");
        let before = whole.clone();
        whole.join_names();
        assert_eq!(whole, before);
    }

    #[test]
    fn what_was_set_aside_comes_back_in_its_place() {
        let mut list = sheet("学号,姓名\n11,甲一\n姓名,班级,学号\n乙二,二班,22");
        assert_eq!(list.lines.len(), 1);
        let of_people =
            list.set_aside.iter().position(|aside| aside.cells.iter().any(|(_, cell)| cell == "甲一"));
        list.put_back(&[of_people.unwrap()]);
        assert_eq!(list.lines[0], ["11", "甲一", ""]);
        assert_eq!(list.numbers, [2, 4]);
    }
}
