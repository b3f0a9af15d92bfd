#include "connectors/formats/rdf/turtle.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <serd/serd.h>
#include <utility>
#include <vector>

namespace moisson {
namespace {

std::string_view text_of(const SerdNode* node) {
    if (!node || !node->buf) return {};
    return {reinterpret_cast<const char*>(node->buf), node->n_bytes};
}

/// serd quotes single bytes of a document, which may be a part of a character or none.
std::string readable(std::string_view message) {
    if (is_valid_utf8(message)) return std::string(message);
    std::string out;
    for (const char& c : message)
        if (static_cast<unsigned char>(c) < 0x80)
            out += c;
        else
            out += "\\x" + to_hex({&c, 1});
    return out;
}

/// Called by serd, which is C: whatever is thrown waits until serd has returned.
class TurtleReader {
public:
    TurtleReader(std::unique_ptr<ByteSource> bytes, const std::string& base, RdfSink& sink)
        : bytes_(std::move(bytes)), sink_(sink), base_(base),
          reader_(serd_reader_new(SERD_TURTLE, this, nullptr, on_base, on_prefix, on_statement, nullptr),
                  serd_reader_free) {
        if (!reader_) throw std::bad_alloc();
        serd_reader_set_strict(reader_.get(), false);
        serd_reader_set_error_sink(reader_.get(), on_error, this);
    }

    TurtleDoubts run() {
        SerdStatus status = serd_reader_start_source_stream(
            reader_.get(), read, has_failed, this, reinterpret_cast<const std::uint8_t*>("feed"), page);
        while (!status && !failure_) status = serd_reader_read_chunk(reader_.get());
        serd_reader_end_stream(reader_.get());
        if (failure_) std::rethrow_exception(failure_);
        // The end of the document is SERD_FAILURE; what was reported without ending the reading is tolerable.
        if (status != SERD_SUCCESS && status != SERD_FAILURE) refuse();
        doubts_.tolerated = message_.empty() ? "" : place() + std::string(code_point_prefix(message_, 200));
        return doubts_;
    }

private:
    static constexpr std::size_t page = 64u << 10;
    /// Behind a first page, serd does not see the end of a document whose last line has none; and at the end
    /// of a document inside <…> it never returns. A comment ends the one, its ">" the other.
    static constexpr std::string_view end_mark = "\n#>\n";

    static TurtleReader& self(void* handle) { return *static_cast<TurtleReader*>(handle); }

    template<class Work>
    SerdStatus guarded(Work work) noexcept {
        if (failure_) return SERD_ERR_UNKNOWN;
        try {
            work();
            return SERD_SUCCESS;
        } catch (...) {
            failure_ = std::current_exception();
            return SERD_ERR_UNKNOWN;
        }
    }

    static std::size_t read(void* to, std::size_t size, std::size_t count, void* handle) {
        std::size_t got = 0;
        TurtleReader& reader = self(handle);
        reader.guarded([&] {
            got = reader.bytes_->read_fully(static_cast<char*>(to), size * count);
            while (got < size * count && reader.marked_ < end_mark.size())
                static_cast<char*>(to)[got++] = end_mark[reader.marked_++];
            reader.since_triple_ += got;
            if (reader.since_triple_ > format_limit::rdf_statement)
                throw FormatError(
                    format_code::field_too_long, 0, 0,
                    "one statement of the Turtle document is longer than 8 MiB. Ask the producer "
                    "what it is; nothing was applied.");
        });
        return reader.failure_ ? 0 : got;
    }
    static int has_failed(void* handle) { return self(handle).failure_ ? 1 : 0; }

    static SerdStatus on_base(void* handle, const SerdNode* uri) {
        TurtleReader& reader = self(handle);
        return reader.guarded([&] {
            resolve_iri(reader.base_, text_of(uri), reader.resolved_);
            reader.base_ = reader.resolved_;
        });
    }

    static SerdStatus on_prefix(void* handle, const SerdNode* name, const SerdNode* uri) {
        TurtleReader& reader = self(handle);
        return reader.guarded([&] {
            resolve_iri(reader.base_, text_of(uri), reader.resolved_);
            for (auto& [prefix, iri] : reader.prefixes_)
                if (prefix == text_of(name)) {
                    iri = reader.resolved_;
                    return;
                }
            if (reader.prefixes_.size() < most_prefixes)
                reader.prefixes_.emplace_back(text_of(name), reader.resolved_);
        });
    }

    static SerdStatus on_statement(void* handle, SerdStatementFlags, const SerdNode*, const SerdNode* subject,
                                   const SerdNode* predicate, const SerdNode* object,
                                   const SerdNode* datatype, const SerdNode* language) {
        TurtleReader& reader = self(handle);
        return reader.guarded([&] { reader.statement(subject, predicate, object, datatype, language); });
    }

    static SerdStatus on_error(void* handle, const SerdError* error) {
        TurtleReader& reader = self(handle);
        return reader.guarded([&] {
            if (!reader.message_.empty()) return;
            char text[300];
            std::vsnprintf(text, sizeof text, error->fmt, *error->args);
            reader.message_ = readable(trim(text));
            reader.line_ = error->line;
            reader.column_ = error->col;
        });
    }

    /// False when a prefix is not bound: `out` stays as it was.
    bool iri_of(const SerdNode* node, std::string& out) {
        const std::string_view text = text_of(node);
        if (node->type != SERD_CURIE) {
            resolve_iri(base_, text, out);
            return true;
        }
        const std::size_t colon = text.find(':');
        const std::string_view prefix = text.substr(0, colon);
        for (const auto& [name, iri] : prefixes_)
            if (name == prefix) {
                out.assign(iri).append(text.substr(colon + 1));
                return true;
            }
        if (doubts_.unbound++ == 0) doubts_.unbound_prefix = readable(prefix);
        return false;
    }

    bool node_of(const SerdNode* node, std::string& storage, RdfTerm& term) {
        if (node->type == SERD_BLANK) {
            term.kind = RdfTerm::Kind::blank;
            term.value = text_of(node);
            return true;
        }
        term.kind = RdfTerm::Kind::iri;
        const bool bound = iri_of(node, storage);
        term.value = storage;
        return bound;
    }

    void statement(const SerdNode* subject, const SerdNode* predicate, const SerdNode* object,
                   const SerdNode* datatype, const SerdNode* language) {
        since_triple_ = 0;
        RdfTerm from, to;
        if (!node_of(subject, subject_, from) || !iri_of(predicate, predicate_)) return;
        if (object->type == SERD_LITERAL) {
            const bool typed = datatype && datatype->buf && iri_of(datatype, datatype_);
            to = literal_term(text_of(object), text_of(language), typed ? datatype_ : std::string_view());
        } else if (!node_of(object, object_, to)) {
            return;
        }
        sink_.triple(from, predicate_, to);
    }

    std::string place() const {
        return "line " + std::to_string(line_) + ", column " + std::to_string(column_) + ": ";
    }

    [[noreturn]] void refuse() const {
        throw FormatError(format_code::syntax, line_, column_,
                          place() + "this is not Turtle: " + std::string(code_point_prefix(message_, 200)) +
                              ". Ask the producer to validate the export.");
    }

    static constexpr std::size_t most_prefixes = 1000;

    std::unique_ptr<ByteSource> bytes_;
    RdfSink& sink_;
    std::string base_;
    std::vector<std::pair<std::string, std::string>> prefixes_;
    TurtleDoubts doubts_;
    std::string subject_, predicate_, object_, datatype_, resolved_, message_;
    std::uint64_t line_ = 0, column_ = 0, since_triple_ = 0;
    std::size_t marked_ = 0; ///< bytes of end_mark that were given
    std::exception_ptr failure_;
    std::unique_ptr<SerdReader, decltype(&serd_reader_free)> reader_;
};

} // namespace

TurtleDoubts read_turtle(std::unique_ptr<ByteSource> bytes, const std::string& base, RdfSink& sink) {
    return TurtleReader(std::move(bytes), base, sink).run();
}

} // namespace moisson
