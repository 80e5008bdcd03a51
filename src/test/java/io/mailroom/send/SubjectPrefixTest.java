package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectPrefixTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Offer | Re: Offer",
                "Re: Offer | Re: Offer",
                "RE:Offer | Re: Offer",
                "AW: Offer | Re: Offer",
                "Re: AW: SV: Offer | Re: Offer",
                "Re[2]: RE (3): Re^4: Offer | Re: Offer",
                "回复：报价 | Re: 报价",
                "Réf : Offre | Re: Offre",
                "WG: Offer | Re: WG: Offer",
                "Re: Fwd: Re: Offer | Re: Fwd: Re: Offer",
                "Reason: none | Re: Reason: none",
                "Re | Re: Re",
                "'' | Re:",
            })
    void answerShouldSayOnceThatItIsOne(String subject, String answer) {
        assertThat(SubjectPrefix.RE.before(subject)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Offer | Fwd: Offer",
                "Fwd: FW: WG: TR: Offer | Fwd: Offer",
                "Re: Offer | Fwd: Re: Offer",
                "转发: 报价 | Fwd: 报价",
            })
    void forwardShouldSayOnceThatItIsOne(String subject, String forward) {
        assertThat(SubjectPrefix.FWD.before(subject)).isEqualTo(forward);
    }
}
