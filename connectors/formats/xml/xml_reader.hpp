// XML text → records, streaming.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/selector_tree.hpp"
#include "core/model/digest.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct XmlSlot; // record_builder.hpp

/// What one record element holds; views live until the next read.
struct XmlRecord {
    struct Found {
        std::uint32_t slot;
        std::uint32_t element; ///< see RawRecord::elements
        std::string_view text; ///< may be empty: the element or attribute exists
    };
    std::vector<Found> found;
    Digest128
        digest; ///< of names, attributes and texts; white space around texts and namespace prefixes left out
};

/// Thread: one at a time. Throws FormatError.
class XmlReader {
public:
    /// `record_steps`: local names from the root ("*" = any). Attributes are members "@name" of the tree.
    /// `tree` and `slots` must outlive the reader.
    XmlReader(OpenBytes open, std::vector<std::string> record_steps, SelectorTree& tree,
              const std::vector<XmlSlot>& slots);
    ~XmlReader();

    bool next(XmlRecord& record);
    std::string encoding() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace moisson
