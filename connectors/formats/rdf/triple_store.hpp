// The triples of one document, found again by subject: whatever their order, what is held in memory is an
// index of 16 bytes for each run of triples about one subject; the rest is in a SpillFile.
#pragma once
#include "connectors/formats/rdf/rdf_terms.hpp"
#include "connectors/formats/rdf/spill_file.hpp"

#include <array>
#include <unordered_map>
#include <vector>

namespace moisson {

/// What is said about one subject. Views point into `bytes` and into the store.
struct RdfNode {
    struct Property {
        std::string_view predicate;
        RdfTerm object;
    };
    std::string bytes;
    std::vector<Property> properties; ///< in the order of the document, repeated triples too
    bool cut = false;                 ///< more than format_limit::rdf_node_triples or _bytes: the first ones
};

/// Thread: one at a time. First triple() as often as needed, then finish(), then the rest.
class TripleStore final : public RdfSink {
public:
    /// `record_types`: IRIs of the classes whose instances are records, in the order of preference.
    TripleStore(std::filesystem::path directory, std::vector<std::string> record_types);

    /// Throws FormatError when there are more runs or names than format_limit allows.
    void triple(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) override;
    void finish();

    std::uint64_t triples() const { return triples_; }
    /// Subjects of a record type, each once, in the order of the document. Its name goes to `subject`.
    bool next_record(RdfNode& node, std::string& subject, RdfTerm::Kind& kind);
    void rewind(); ///< next_record() begins again
    /// False when nothing is said about it.
    bool read(const RdfTerm& subject, RdfNode& node);
    bool has(const RdfTerm& subject) const;
    /// The first subject that has this type; "" when none has. Only for `watched` types.
    void watch(std::string_view type) { watched_[std::string(type)]; }
    const RdfTerm* watched(std::string_view type) const;

private:
    struct Run {
        std::uint64_t subject; ///< digest of kind and name
        std::uint64_t at;      ///< in file_
        friend auto operator<=>(const Run&, const Run&) = default;
    };
    /// A subject whose triples are being collected: they often come in turn with those of the nodes around
    /// it.
    struct OpenRun {
        std::uint64_t subject = 0;
        std::string name, bytes;
        std::uint64_t used = 0; ///< when last, to put away the oldest
    };
    struct Watched {
        RdfTerm term;
        std::string name;
        bool found = false;
    };
    std::uint32_t number_of(std::string_view name);
    OpenRun& run_of(const RdfTerm& subject);
    void put_away(OpenRun& run);
    void note_type(const RdfTerm& subject, std::uint64_t digest, std::string_view type);
    bool read_runs(std::uint64_t subject, std::string_view name, RdfNode& node);
    void parse(RdfNode& node) const;

    SpillFile file_;
    std::vector<std::string> record_types_;
    std::array<OpenRun, 8> open_;
    OpenRun* last_ = nullptr;
    std::uint64_t clock_ = 0, triples_ = 0;
    std::vector<Run> runs_;
    std::vector<std::uint64_t> records_; ///< digests of subjects, as they came, perhaps repeated
    std::size_t next_record_ = 0;
    std::vector<bool> handed_out_; ///< by the place of a subject's first run
    struct HashText {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, std::uint32_t, HashText, std::equal_to<>> numbers_;
    std::vector<const std::string*> names_; ///< predicates, datatypes, languages
    std::unordered_map<std::string, Watched> watched_;
    std::string scratch_, chunk_;
};

} // namespace moisson
