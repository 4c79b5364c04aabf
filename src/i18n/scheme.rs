//! How texts are written: a topic is one table, each text once in Chinese and once in English, side by side. One that lacks a language does not compile.

/// Makes a struct of texts, both languages of it, and the method of `Language` that gives it. A text with a gap has the type of a function.
macro_rules! texts {
    (@type) => { &'static str };
    (@type $type:ty) => { $type };
    (
        $(#[$about:meta])*
        $name:ident = $method:ident {
            $($(#[$note:meta])* $text:ident $(: $type:ty)? = $chinese:expr, $english:expr;)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug)]
        pub struct $name {
            $($(#[$note])* pub $text: texts!(@type $($type)?),)+
        }

        impl Language {
            $(#[$about])*
            pub fn $method(self) -> &'static $name {
                static CHINESE: $name = $name { $($text: $chinese,)+ };
                static ENGLISH: $name = $name { $($text: $english,)+ };
                self.pick(&CHINESE, &ENGLISH)
            }
        }
    };
}
