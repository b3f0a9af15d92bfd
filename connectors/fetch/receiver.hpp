// Takes one document into the spool; a cut one may be continued where it ended.
#pragma once
#include "connectors/fetch/spool.hpp"
#include "connectors/http/http_client.hpp"

#include <functional>

namespace moisson {

/// Lives from the first request for a document until it is whole: its part of the spool is dropped unless
/// finish() was called. io thread.
class Receiver : public AnswerSink {
public:
    /// `left`: bytes that the run may still bring; what comes is taken off, whatever becomes of it.
    Receiver(Spool& spool, const std::function<void(std::uint64_t)>& progress, std::uint64_t& left);
    ~Receiver() override;
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    void head(const ResponseHead& head) override;
    /// Throws HttpFault "http.run-too-large".
    void body(std::string_view bytes) override;

    /// What the next request should ask for: the rest, when the server lets itself be asked for parts and
    /// names its version; else the whole document.
    HttpResume resume() const;
    std::uint64_t bytes() const { return spool_.part_bytes(); }

    /// The document is whole. Throws HttpFault for one that is empty or a web page.
    void finish(const std::string& shown);

private:
    Spool& spool_;
    const std::function<void(std::uint64_t)>& progress_;
    std::uint64_t& left_;
    std::string beginning_; ///< where an error page gives itself away
    std::string validator_; ///< strong, of the document that is being received; "" = it cannot be continued
    bool finished_ = false;
};

} // namespace moisson
