#include "connectors/formats/read_ahead.hpp"

#include "core/threads/load_ring.hpp"

#include <deque>
#include <exception>
#include <thread>
#include <utility>

namespace moisson {

namespace {

constexpr std::size_t bytes_of_load = 128 * 1024, records_of_load = 1024;

/// Records with a copy of their texts.
class Load {
public:
    void clear() {
        text_.clear();
        sizes_.clear();
        slots_.clear();
        elements_.clear();
        records_.clear();
        defects_.clear();
    }
    bool full() const { return text_.size() >= bytes_of_load || records_.size() >= records_of_load; }
    bool empty() const { return records_.empty(); }

    void add(const RawRecord& raw) {
        records_.push_back({raw, slots_.size(), sizes_.size(), elements_.size(), raw.texts.size()});
        if (raw.defect) records_.back().raw.defect = &defects_.emplace_back(*raw.defect);
        slots_.insert(slots_.end(), raw.slots.begin(), raw.slots.end());
        elements_.insert(elements_.end(), raw.elements.begin(), raw.elements.end());
        for (const std::string_view text : raw.texts) {
            text_ += text;
            sizes_.push_back(text.size());
        }
    }

    /// Once it is full: views hold no longer when a text is added.
    void close() {
        texts_.clear();
        std::size_t at = 0;
        for (const std::size_t size : sizes_) {
            texts_.emplace_back(text_.data() + at, size);
            at += size;
        }
    }

    bool next(RawRecord& raw) {
        if (read_ == records_.size()) return false;
        const Kept& kept = records_[read_++];
        const std::span<const std::uint32_t> elements(elements_);
        raw = kept.raw;
        raw.texts = std::span<const std::string_view>(texts_).subspan(kept.texts, kept.text_count);
        raw.slots = std::span<const RawRecord::Slot>(slots_).subspan(kept.slots, kept.raw.slots.size());
        raw.elements = elements.subspan(kept.elements, kept.raw.elements.size());
        return true;
    }
    void begin() { read_ = 0; }

private:
    struct Kept {
        RawRecord raw; ///< its spans are those of the decoder: only their sizes count
        std::size_t slots, texts, elements, text_count;
    };
    std::string text_;
    std::vector<std::size_t> sizes_;
    std::vector<std::string_view> texts_;
    std::vector<RawRecord::Slot> slots_;
    std::vector<std::uint32_t> elements_;
    std::vector<Kept> records_;
    std::deque<Issue> defects_; ///< a deque: they stay where they are
    std::size_t read_ = 0;
};

class ReadAhead final : public Decoder {
public:
    explicit ReadAhead(std::unique_ptr<Decoder> decoder)
        : decoder_(std::move(decoder)), thread_([this] { decode(); }) {}
    ~ReadAhead() override {
        stopped_ = true;
        while (ring_.take()) {
        }
    }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    bool next(RawRecord& raw) override {
        while (!load_ || !load_->next(raw)) {
            load_ = ring_.take();
            if (load_)
                load_->begin();
            else if (failure_)
                std::rethrow_exception(failure_);
            else
                return false;
        }
        return true;
    }
    const DecoderReport& report() const override { return decoder_->report(); }

private:
    void decode() {
        try {
            RawRecord raw;
            while (!stopped_ && decoder_->next(raw)) {
                ring_.filling().add(raw);
                if (ring_.filling().full()) give();
            }
        } catch (...) {
            failure_ = std::current_exception();
        }
        give();
        ring_.end();
    }
    void give() {
        if (ring_.filling().empty()) return;
        ring_.filling().close();
        ring_.give();
        ring_.filling().clear();
    }

    std::unique_ptr<Decoder> decoder_;
    LoadRing<Load> ring_;
    Load* load_ = nullptr;
    std::atomic<bool> stopped_ = false;
    std::exception_ptr failure_;
    std::jthread thread_; ///< last: it uses all of the above
};

} // namespace

std::unique_ptr<Decoder> read_ahead(std::unique_ptr<Decoder> decoder) {
    return std::make_unique<ReadAhead>(std::move(decoder));
}

} // namespace moisson
