// JSON:API: attributes of the objects that a record is related to, which stand once in the page's `included`.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/json/json_walker.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/model/digest.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

/// A path "relationships/theme/included/attributes/name" goes over `data` of the relation, one { type, id }
/// or a list of them, to the objects of that type and id; it may do so again from there. A last "*" stands
/// for the objects themselves. Only what paths ask for is held in memory, for one page at a time. Thread: one
/// at a time. Functions that take a scanner or bytes throw FormatError.
class RelatedObjects {
public:
    /// `place`: path of the list in the page ([source] included); "" = no path leads to related objects.
    explicit RelatedObjects(std::string place);

    /// True when the selector leads to related objects; its slot is then filled by follow().
    bool takes(std::string_view selector, std::uint32_t slot);
    bool is_wanted() const { return !paths_.empty(); }
    /// After the last takes(): the relations in the record become paths of `tree`, in slots from `first` on.
    void prepare(SelectorTree& tree, std::uint32_t first);

    /// Reads the list of a page from its beginning; a page without one has no related objects.
    void read(const OpenBytes& open);

    struct Found {
        std::uint32_t slot;
        bool has_text; ///< else the path exists, with null or an empty list
        std::string_view text;
    };
    // One record: start(), relation() for each slot from `first` on, with what was found there, then
    // follow().
    void start();
    void relation(std::uint32_t number, std::string_view json, const JsonScanner& scanner);
    /// Views live until the next read().
    const std::vector<Found>& follow(const JsonScanner& scanner);
    JsonScanner::Doubt doubt() const { return doubt_; } ///< of an object that the record is related to

private:
    using Steps = std::vector<std::string>;
    struct Text {
        std::uint32_t path;
        std::size_t offset; ///< in bytes_, or JsonWalker::no_value
        std::size_t size;
    };
    struct Object {
        std::size_t first = 0, count = 0; ///< in texts_
        JsonScanner::Doubt doubt = JsonScanner::Doubt::none;
    };
    using Objects = std::vector<const Object*>;
    /// "themes/included/parent/included/name": a relation of the record, one hop, the last path.
    struct Path {
        std::uint32_t slot = 0;
        std::uint32_t relation = 0;      ///< in relation_paths_
        std::vector<std::uint32_t> hops; ///< paths from an object to its own relations
        std::uint32_t last = 0;          ///< path in an object
    };
    struct Hash {
        std::size_t operator()(const Digest128& digest) const { return digest.low; }
    };

    static std::uint32_t number_of(std::vector<Steps>& paths, const Steps& steps);
    void keep(JsonScanner& scanner, const JsonWalker& walker);
    void resolve(std::string_view relation, Objects& objects, const JsonScanner& scanner);
    void add_object(std::string_view reference, Objects& objects, const JsonScanner& scanner);
    void hop(std::uint32_t path, const JsonScanner& scanner);

    std::string place_;
    std::vector<Path> paths_;
    std::vector<Steps> relation_paths_, object_paths_;
    SelectorTree tree_;              ///< of one object
    bool wants_[2] = {false, false}; ///< type and id are also read by a path
    JsonPaths reference_;            ///< type and id

    std::unordered_map<Digest128, Object, Hash> objects_;
    std::vector<Text> texts_;
    std::string bytes_;

    std::vector<Objects> related_; ///< per relation of the record
    Objects here_, next_;
    std::vector<Found> found_;
    std::vector<std::vector<std::string>> reference_texts_;
    std::size_t followed_ = 0; ///< objects, for this record
    JsonScanner::Doubt doubt_ = JsonScanner::Doubt::none;
};

} // namespace moisson
