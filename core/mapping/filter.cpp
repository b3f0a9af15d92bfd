#include "core/mapping/filter.hpp"

#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <re2/re2.h>
#include <stdexcept>

namespace moisson {

RecordFilter::RecordFilter(const FeedConfig& feed, SelectorList& selectors) {
    for (const Condition& condition : feed.keep) keep_.push_back(compile(condition, selectors));
    for (const Condition& condition : feed.drop) drop_.push_back(compile(condition, selectors));
}

RecordFilter::Test RecordFilter::compile(const Condition& condition, SelectorList& selectors) {
    Test test;
    test.slot = selectors.slot(condition.column);
    for (const std::string& value : condition.equals) test.equals.push_back(fold(value));
    if (!condition.matches.empty()) {
        auto regex = std::make_shared<const re2::RE2>(condition.matches, re2::RE2::Quiet);
        if (!regex->ok())
            throw std::invalid_argument("filter on " + condition.column + ": " + regex->error());
        test.matches = std::move(regex);
    }
    test.empty = condition.empty;
    return test;
}

bool RecordFilter::holds(const Test& test, const RawRecord& raw, std::string& buffer) {
    bool filled = false, fulfilled = false;
    for (std::string_view value : raw.values(test.slot)) {
        value = trim(value);
        filled |= !value.empty();
        fold_into(value, buffer);
        const bool equal = test.equals.empty() ||
                           std::find(test.equals.begin(), test.equals.end(), buffer) != test.equals.end();
        const bool match = !test.matches || re2::RE2::PartialMatch(
                                                re2::StringPiece(value.data(), value.size()), *test.matches);
        fulfilled |= equal && match;
    }
    if (test.empty && *test.empty == filled) return false;
    return fulfilled || (test.equals.empty() && !test.matches);
}

bool RecordFilter::keeps(const RawRecord& raw, std::string& buffer) const {
    const auto true_here = [&](const Test& test) { return holds(test, raw, buffer); };
    return std::all_of(keep_.begin(), keep_.end(), true_here) &&
           std::none_of(drop_.begin(), drop_.end(), true_here);
}

} // namespace moisson
