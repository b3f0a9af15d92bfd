// The table of texts that the cells of an XLSX workbook refer to by number.
#pragma once
#include "connectors/formats/sheet/sheet_package.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Held in memory, the only part of a workbook that is.
class SharedStrings {
public:
    SharedStrings() = default;
    /// Throws FormatError above the limit of text.
    SharedStrings(const SheetPackage& package, const std::string& part);

    std::size_t size() const { return ends_.size(); }
    std::string_view at(std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(texts_).substr(begin, ends_[index] - begin);
    }

private:
    class Handler;
    std::string texts_;
    std::vector<std::uint32_t> ends_;
};

} // namespace moisson
