#include "connectors/formats/xml/xml_parser.hpp"

#include "connectors/formats/charset/charset.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/xml/simple_xml.hpp"
#include "connectors/formats/xml/xml_control.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <expat.h>
#include <optional>

namespace moisson {
namespace {

constexpr std::size_t chunk_size = format_limit::chunk;

bool is_cut_short(XML_Error error) {
    return error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN ||
           error == XML_ERROR_PARTIAL_CHAR || error == XML_ERROR_UNCLOSED_CDATA_SECTION;
}

} // namespace

std::string_view local_name(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class XmlParser::Impl {
public:
    Impl(std::unique_ptr<ByteSource> bytes, XmlHandler& handler, std::string place)
        : bytes_(std::move(bytes)), handler_(handler), place_(std::move(place)),
          simple_(std::make_unique<SimpleXml>(*bytes_, handler_, control_)),
          parser_(nullptr, XML_ParserFree) {}

    bool run() {
        control_.paused = false;
        while (!control_.paused) {
            if (finished_) return false;
            simple_ ? read_simply() : advance();
        }
        return true;
    }

    void pause() {
        control_.paused = true;
        if (parser_) XML_StopParser(parser_.get(), XML_TRUE);
    }

    void refuse(const char* code, std::string message) {
        if (control_.refusal) return;
        control_.refusal = XmlRefusal{code, std::move(message)};
        if (parser_) XML_StopParser(parser_.get(), XML_FALSE);
    }

    [[noreturn]] void fail(const char* code, const std::string& message) const {
        const auto [line, column] = position();
        throw FormatError(code, line, column,
                          place_ + "line " + std::to_string(line) + ", column " + std::to_string(column) +
                              ": " + message);
    }

    std::size_t depth() const { return control_.depth; }
    const std::string& encoding() const { return simple_ ? simple_->encoding() : encoding_; }

private:
    static Impl& self(void* data) { return *static_cast<Impl*>(data); }
    static void on_start(void* data, const char* name, const char** attributes) {
        self(data).start(name, attributes);
    }
    static void on_end(void* data, const char* name) { self(data).end(name); }
    static void on_text(void* data, const char* text, int size) {
        if (!self(data).control_.refusal) self(data).handler_.text({text, static_cast<std::size_t>(size)});
    }
    static void on_doctype(void* data, const char*, const char*, const char*, int) {
        self(data).refuse(
            format_code::doctype_forbidden,
            "the document has a DOCTYPE, which is never read (external entities, entity bombs). Ask the "
            "producer for XML without one.");
    }
    static void on_declaration(void* data, const char*, const char* encoding, int) {
        if (encoding) self(data).encoding_ = encoding;
    }
    static int on_encoding(void*, const char* name, XML_Encoding* info) { return use_encoding(name, info); }

    XmlPosition position() const {
        if (simple_) return simple_->position();
        const std::uint64_t line = XML_GetCurrentLineNumber(parser_.get());
        const std::uint64_t column = XML_GetCurrentColumnNumber(parser_.get()) + 1;
        return {origin_.line + line - 1, line == 1 ? origin_.column + column - 1 - opening_size_ : column};
    }

    void read_simply() {
        switch (simple_->run()) {
        case SimpleXml::Stop::paused:
            return;
        case SimpleXml::Stop::refused:
            fail(control_.refusal->code, control_.refusal->message);
        case SimpleXml::Stop::at_rest:
            return hand_over();
        }
    }

    /// Expat goes on where the simple reader stopped: it reads tags that open the same elements, then the
    /// rest.
    void hand_over() {
        const bool has_begun = simple_->has_begun();
        parser_.reset(XML_ParserCreate(has_begun ? "UTF-8" : nullptr));
        XML_Parser parser = parser_.get();
        if (!parser) throw std::bad_alloc();
        if (has_begun) {
            const std::string opening = simple_->opening();
            XML_Parse(parser, opening.data(), static_cast<int>(opening.size()), XML_FALSE);
            fed_ = opening_size_ = opening.size();
            origin_ = simple_->position();
            encoding_ = simple_->encoding();
        }
        rest_ = simple_->rest();
        simple_.reset();
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetStartDoctypeDeclHandler(parser, on_doctype);
        XML_SetXmlDeclHandler(parser, on_declaration);
        XML_SetUnknownEncodingHandler(parser, on_encoding, this);
    }

    /// First what the simple reader left.
    std::size_t read(char* to) {
        if (rest_used_ == rest_.size()) return bytes_->read(to, chunk_size);
        const std::size_t count = rest_.copy(to, chunk_size, rest_used_);
        rest_used_ += count;
        if (rest_used_ == rest_.size()) std::string().swap(rest_), rest_used_ = 0;
        return count;
    }

    /// Feeds the parser once, or lets it go on after a pause.
    void advance() {
        XML_Parser parser = parser_.get();
        XML_ParsingStatus status;
        XML_GetParsingStatus(parser, &status);
        XML_Status result;
        if (status.parsing == XML_SUSPENDED) {
            result = XML_ResumeParser(parser);
        } else {
            void* buffer = XML_GetBuffer(parser, static_cast<int>(chunk_size));
            if (!buffer) throw std::bad_alloc();
            const std::size_t got = read(static_cast<char*>(buffer));
            fed_ += got;
            last_ = got == 0;
            result = XML_ParseBuffer(parser, static_cast<int>(got), got == 0);
        }
        if (control_.refusal) fail(control_.refusal->code, control_.refusal->message);
        if (result == XML_STATUS_ERROR) fail_syntax();
        if (result == XML_STATUS_SUSPENDED) return;
        finished_ = last_;
        const XML_Index at = XML_GetCurrentByteIndex(parser);
        if (at >= 0 && fed_ - static_cast<std::uint64_t>(at) > format_limit::xml_token + chunk_size)
            fail(format_code::field_too_long, "a tag, comment or attribute is longer than 1 MiB.");
    }

    void start(const char* name, const char** attributes) {
        if (control_.refusal) return;
        if (control_.depth >= format_limit::xml_depth)
            return refuse(format_code::too_deep, "more than 256 levels of nesting.");
        std::size_t count = 0;
        for (const char** at = attributes; *at; at += 2, ++count)
            if (std::char_traits<char>::length(at[1]) > format_limit::xml_token)
                return refuse(format_code::field_too_long, "an attribute is longer than 1 MiB.");
        if (count > format_limit::xml_attributes)
            return refuse(format_code::too_many_attributes, "an element has more than 1,024 attributes.");
        handler_.start(name, attributes);
        ++control_.depth;
    }

    void end(const char* name) {
        if (control_.refusal) return;
        handler_.end(name);
        --control_.depth;
    }

    static int use_encoding(const char* name, XML_Encoding* info) {
        const auto charset = charset_of(name);
        if (!charset || charset->encoding != Encoding::single_byte) return XML_STATUS_ERROR;
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const auto& text = charset->table->of[byte];
            std::size_t at = 0;
            info->map[byte] = static_cast<int>(next_code_point({text.bytes, text.size}, at));
        }
        info->data = nullptr;
        info->convert = nullptr;
        info->release = nullptr;
        return XML_STATUS_OK;
    }

    /// Invalid UTF-8 is what expat calls an invalid token.
    bool is_bad_utf8() const {
        int offset = 0, size = 0;
        const char* context = XML_GetInputContext(parser_.get(), &offset, &size);
        if (!context || offset < 0 || offset >= size) return false;
        const bool declared_otherwise = !encoding_.empty() && charset_label(encoding_) != "utf-8";
        if (declared_otherwise) return false;
        const std::string_view rest(context + offset, static_cast<std::size_t>(size - offset));
        for (std::size_t at = 0; at < rest.size() && at < 2048;) {
            const std::size_t start = at;
            next_code_point(rest, at);
            if (at - start == 1 && static_cast<unsigned char>(rest[start]) >= 0x80)
                return rest.size() - start >= 4 || last_;
            if (rest[start] == '<' && start > 0) return false;
        }
        return false;
    }

    [[noreturn]] void fail_syntax() const {
        const XML_Error error = XML_GetErrorCode(parser_.get());
        if (error == XML_ERROR_UNKNOWN_ENCODING || error == XML_ERROR_INCORRECT_ENCODING)
            fail(format_code::unsupported_encoding,
                 "the declared encoding \"" + encoding_ + "\" is not read. Ask the producer for UTF-8.");
        if (last_ && is_cut_short(error))
            fail(format_code::truncated,
                 "the file ends before its last element is closed: the transfer was cut. Run again.");
        if (error == XML_ERROR_INVALID_TOKEN && is_bad_utf8())
            fail(format_code::invalid_utf8,
                 "the bytes are not UTF-8, although the document says or implies so. Ask the "
                 "producer to declare the real encoding.");
        fail(format_code::syntax, std::string("this is not well-formed XML: ") + XML_ErrorString(error) +
                                      ". Ask the producer to validate the export.");
    }

    std::unique_ptr<ByteSource> bytes_;
    XmlHandler& handler_;
    std::string place_;
    XmlControl control_;
    std::unique_ptr<SimpleXml> simple_;                                   ///< until it hands over
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_; ///< then
    std::string rest_; ///< bytes that the simple reader read and left
    std::size_t rest_used_ = 0;
    XmlPosition origin_;           ///< of the rest in the document
    std::size_t opening_size_ = 0; ///< bytes that expat read before it
    std::string encoding_;
    std::uint64_t fed_ = 0;
    bool last_ = false, finished_ = false;
};

XmlParser::XmlParser(std::unique_ptr<ByteSource> bytes, XmlHandler& handler, std::string place)
    : impl_(std::make_unique<Impl>(std::move(bytes), handler, std::move(place))) {}

XmlParser::~XmlParser() = default;

bool XmlParser::run() { return impl_->run(); }
void XmlParser::pause() { impl_->pause(); }
void XmlParser::refuse(const char* code, std::string message) { impl_->refuse(code, std::move(message)); }
std::size_t XmlParser::depth() const { return impl_->depth(); }
void XmlParser::fail(const char* code, const std::string& message) const { impl_->fail(code, message); }
const std::string& XmlParser::encoding() const { return impl_->encoding(); }

} // namespace moisson
