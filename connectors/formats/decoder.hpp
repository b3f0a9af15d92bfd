// Snapshot files → raw records, as a stream: memory does not grow with the file.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/record.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace moisson {

/// The snapshot cannot be read: the run ends, nothing is applied. `what()` is a sentence with position and
/// remedy.
class FormatError : public std::runtime_error {
public:
    FormatError(std::string code, std::uint64_t line, std::uint64_t column, const std::string& message);
    const std::string& code() const {
        return code_;
    } ///< "format.unclosed-quote", "format.html-instead-of-data", …
    std::uint64_t line() const { return line_; }
    std::uint64_t column() const { return column_; }

private:
    std::string code_;
    std::uint64_t line_, column_;
};

struct DecoderReport {
    std::string encoding;             ///< detected or declared
    std::vector<std::string> columns; ///< CSV header as read; empty for JSON and XML
    std::vector<bool> selector_seen;  ///< per selector: the column exists / the path matched at least once
    /// Of the last page of a portal that was read: the address or token of the next one ("" = the last), and
    /// the length of the list.
    std::string next;
    std::optional<std::uint64_t> total;
    std::string time;            ///< the server's clock when it answered, as written; "" = it does not say
    std::vector<Issue> warnings; ///< about the whole snapshot (duplicate header, BOM lied, …)
};

/// Thread: one at a time. `next` fills `raw` and returns true, or false at the clean end of the last part.
class Decoder {
public:
    virtual ~Decoder() = default;
    virtual bool next(RawRecord& raw) = 0; ///< throws FormatError
    virtual const DecoderReport& report() const = 0;
};

/// `parts`: the files of a snapshot in order (pages). `charset_hint`: from Content-Type, may be empty.
/// Sniffs gzip, zip and HTML by content; throws FormatError for "html instead of data", an empty document, a
/// wrong format.
std::unique_ptr<Decoder> open_decoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                                      const std::vector<std::string>& selectors,
                                      std::string_view charset_hint = {});

} // namespace moisson
