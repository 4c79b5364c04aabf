//! Files that name one another in a circle: none of them can be understood, tested or moved without all the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use syn::visit::{self, Visit};

/// A module by its path from the root of its crate: `["server", "store"]`.
type Module = Vec<String>;

/// The circles among the files below a `src` folder, each as the modules on the way round.
pub fn find(src: &Path, files: &[PathBuf]) -> Result<Vec<String>> {
    let modules: BTreeMap<Module, &PathBuf> =
        files.iter().filter_map(|file| Some((module_of(file.strip_prefix(src).ok()?), file))).collect();
    let known: BTreeSet<Module> = modules.keys().cloned().collect();
    let mut named: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, file) in &modules {
        let text = std::fs::read_to_string(file)?;
        let syntax =
            syn::parse_file(&text).with_context(|| format!("{} cannot be parsed", file.display()))?;
        let mut collected = Names { here: module.clone(), known: &known, found: BTreeSet::new() };
        collected.visit_file(&syntax);
        collected.found.remove(module);
        named.insert(module.clone(), collected.found);
    }
    Ok(circles(&named))
}

/// `server/sync/mod.rs` is `server::sync`, and so would be `server/sync.rs`.
fn module_of(path: &Path) -> Module {
    let mut module: Module =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

/// Collects the modules that a file names by paths from `crate`, `self`, `super`, or one of its own modules.
struct Names<'a> {
    here: Module,
    known: &'a BTreeSet<Module>,
    found: BTreeSet<Module>,
}

impl Names<'_> {
    fn take(&mut self, path: &[String]) {
        let Some(first) = path.first() else { return };
        let (mut at, mut rest) = match first.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (self.here.clone(), &path[1..]),
            "super" => (self.here.clone(), path),
            child if self.known.contains(&[&self.here[..], &[child.to_owned()]].concat()) => {
                (self.here.clone(), path)
            }
            _ => return,
        };
        while let [head, tail @ ..] = rest
            && head == "super"
        {
            at.pop();
            rest = tail;
        }
        // The deepest file on the way; what follows is an item in it.
        for part in rest {
            at.push(part.clone());
            if !self.known.contains(&at) {
                at.pop();
                break;
            }
        }
        if self.known.contains(&at) && !at.is_empty() {
            self.found.insert(at);
        }
    }

    fn take_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.take_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) if name.ident == "self" => self.take(before),
            syn::UseTree::Name(name) => self.take(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.take(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.take(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.take_tree(before, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.take_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.take(&path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>());
        }
        visit::visit_path(self, path);
    }

    /// Tests stand beside what they test and may name whatever they need.
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.ident != "tests" {
            self.here.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.here.pop();
        }
    }
}

fn circles(named: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let (mut done, mut found) = (BTreeSet::new(), Vec::new());
    for module in named.keys() {
        walk(module, named, &mut Vec::new(), &mut done, &mut found);
    }
    found
}

fn walk<'a>(
    module: &'a Module,
    named: &'a BTreeMap<Module, BTreeSet<Module>>,
    way: &mut Vec<&'a Module>,
    done: &mut BTreeSet<&'a Module>,
    found: &mut Vec<String>,
) {
    if let Some(at) = way.iter().position(|earlier| *earlier == module) {
        let round = way[at..].iter().chain([&module]).map(|module| module.join("::"));
        found.push(round.collect::<Vec<_>>().join(" → "));
        return;
    }
    if done.contains(module) {
        return;
    }
    way.push(module);
    for next in named.get(module).into_iter().flatten() {
        walk(next, named, way, done, found);
    }
    way.pop();
    done.insert(module);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let written: Vec<PathBuf> = files
            .iter()
            .map(|(name, text)| {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text).unwrap();
                path
            })
            .collect();
        find(folder.path(), &written).unwrap()
    }

    #[test]
    fn a_circle_is_found_however_the_names_are_written() {
        let round = [
            ("a.rs", "use crate::b::{self, Thing};"),
            ("b/mod.rs", "mod c; fn f() { c::go(); }"),
            ("b/c.rs", "use super::super::a;"),
        ];
        assert_eq!(circles_of(&round), ["a → b → b::c → a"]);
    }

    #[test]
    fn a_module_inside_a_file_is_a_part_of_it() {
        let inside = [
            ("a/mod.rs", "mod b; use b::Thing;"),
            ("a/b.rs", "mod inner { use super::Thing; use crate::c; }"),
            ("c.rs", ""),
        ];
        assert!(circles_of(&inside).is_empty());
        let round = [inside[0], inside[1], ("c.rs", "use crate::a::b;")];
        assert_eq!(circles_of(&round), ["a::b → c → a::b"]);
    }

    #[test]
    fn a_tree_is_none_and_tests_do_not_count() {
        let tree = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::Thing; use std::fmt;"),
            ("b.rs", "mod tests { use crate::a; }"),
        ];
        assert!(circles_of(&tree).is_empty());
    }
}
