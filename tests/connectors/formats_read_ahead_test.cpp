// Decoding on another thread changes nothing of what is decoded.
#include "connectors/formats/read_ahead.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

/// Two slots: the record's number, and a list of so many texts; every 100th is defect, every 70th withdrawn.
class Counting final : public Decoder {
public:
    Counting(std::uint64_t records, std::uint64_t fails_at = 0) : records_(records), fails_at_(fails_at) {}

    bool next(RawRecord& raw) override {
        if (number_ == records_) return false;
        ++number_;
        report_.columns = {std::to_string(number_)};
        if (number_ == fails_at_) throw FormatError("format.test", number_, 3, "a broken record");
        kept_.assign(1 + number_ % 5, std::string(number_ % 50, 'x'));
        kept_.front() = std::to_string(number_);
        texts_.assign(kept_.begin(), kept_.end());
        slots_ = {{0, 1}, {1, static_cast<std::uint32_t>(kept_.size() - 1)}};
        elements_.assign(number_ % 3, static_cast<std::uint32_t>(number_));
        defect_.message = "broken " + kept_.front();
        raw = {};
        raw.slots = slots_;
        raw.texts = texts_;
        raw.elements = elements_;
        raw.digest = {number_, ~number_};
        raw.position.element = number_;
        raw.withdrawn = number_ % 70 == 0;
        raw.defect = number_ % 100 == 0 ? &defect_ : nullptr;
        return true;
    }
    const DecoderReport& report() const override { return report_; }

private:
    std::uint64_t records_, fails_at_, number_ = 0;
    std::vector<std::string> kept_;
    std::vector<std::string_view> texts_;
    std::vector<RawRecord::Slot> slots_;
    std::vector<std::uint32_t> elements_;
    Issue defect_;
    DecoderReport report_;
};

bool is_same(const RawRecord& a, const RawRecord& b) {
    const auto equal = [](const auto& left, const auto& right) {
        return std::equal(left.begin(), left.end(), right.begin(), right.end());
    };
    bool same = equal(a.texts, b.texts) && equal(a.elements, b.elements) && a.slots.size() == b.slots.size();
    for (std::size_t i = 0; same && i < a.slots.size(); ++i) same = equal(a.values(i), b.values(i));
    same = same && a.digest == b.digest && a.position.element == b.position.element;
    same = same && a.withdrawn == b.withdrawn && !a.defect == !b.defect;
    return same && (!a.defect || a.defect->message == b.defect->message);
}

} // namespace

TEST_CASE("read ahead, records are the same and in the same order, however many there are") {
    for (const std::uint64_t count : {0, 1, 1023, 1024, 1025, 20'000}) {
        CAPTURE(count);
        Counting expected(count);
        const auto ahead = read_ahead(std::make_unique<Counting>(count));
        RawRecord raw, wanted;
        std::uint64_t read = 0, wrong = 0;
        for (; ahead->next(raw); ++read) wrong += !expected.next(wanted) || !is_same(raw, wanted);
        CHECK(read == count);
        CHECK(wrong == 0);
        CHECK_FALSE(ahead->next(raw));
        CHECK(ahead->report().columns == expected.report().columns);
    }
}

TEST_CASE("an error comes after the records before it, as it was thrown") {
    const auto ahead = read_ahead(std::make_unique<Counting>(10'000, 5'001));
    RawRecord raw;
    for (int i = 0; i < 5'000; ++i) REQUIRE(ahead->next(raw));
    try {
        ahead->next(raw);
        FAIL("no error");
    } catch (const FormatError& error) {
        CHECK(error.code() == "format.test");
        CHECK(error.line() == 5'001);
        CHECK(std::string(error.what()).find("a broken record") != std::string::npos);
    }
}

TEST_CASE("a reader that stops early waits for nothing") {
    for (const int count : {0, 1, 5'000}) {
        const auto ahead = read_ahead(std::make_unique<Counting>(1'000'000'000));
        RawRecord raw;
        for (int i = 0; i < count; ++i) REQUIRE(ahead->next(raw));
    }
}
