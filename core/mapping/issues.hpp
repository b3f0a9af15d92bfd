// What is wrong with a value, in the words of the producer (French). The codes stand in
// core/model/codes/codes_record.cpp.
#pragma once
#include "core/model/issue.hpp"
#include "core/model/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// At most `limit` code points, controls and invisible characters as \u{…}, bytes that are not UTF-8 as \x….
std::string shown_value(std::string_view value, std::size_t limit = 200);

/// Collects the issues of one record.
class IssueSink {
public:
    explicit IssueSink(std::vector<Issue>& issues) : issues_(issues) {}

    /// `sentence`: "Le SIRET %v n'a pas 14 chiffres : …"; %v is replaced by « the value », %f by « the
    /// field's title ».
    void add(Severity severity, std::string_view code, const Field* field, std::string_view value,
             std::string_view sentence);
    std::size_t count() const { return issues_.size(); }

private:
    std::vector<Issue>& issues_;
};

} // namespace moisson
