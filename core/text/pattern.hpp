// A regular expression of a schema, matched against whole texts: simple ones without the regex engine.
#pragma once
#include <array>
#include <bitset>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace moisson {

/// Shapes such as ^\d{14}$, [A-Z]{2}-\d+ are matched by counting characters; anything else by RE2.
class TextPattern {
public:
    TextPattern(std::string_view pattern, std::shared_ptr<const re2::RE2> compiled);
    bool matches(std::string_view text) const;
    bool is_simple() const { return simple_; }

private:
    using Set = std::bitset<128>;
    struct Atom {
        Set set;
        std::size_t least = 1, most = 1;
    };
    bool parse(std::string_view pattern);
    bool is_unambiguous() const;
    std::vector<Atom> atoms_;
    bool simple_ = false;
    std::shared_ptr<const re2::RE2> compiled_;
};

} // namespace moisson
