package io.mailroom.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.db.Database;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that do not have the same keys, as during a rolling restart. */
@QuarkusTest
class KeyRingTest {

    private static final String OLD = Replica.key('o');
    private static final String NEW = Replica.key('n');
    private static final String OLD_ID = Replica.id(OLD);
    private static final String NEW_ID = Replica.id(NEW);

    private static final Binding BINDING = SealedColumn.IMAP_PASSWORD.of(UUID.randomUUID());

    @Inject
    Database database;

    @Inject
    Replica.Stage stage;

    @BeforeEach
    void noKeyShouldBeKnown() {
        stage.clear();
    }

    @AfterEach
    void theServicesKeyShouldBeKnownAgain() {
        stage.restore();
    }

    @Test
    void newKeyShouldNotSealWhileAnotherReplicaCouldNotOpenIt() {
        var old = stage.start(OLD);

        var rolled = stage.start(NEW, OLD);

        assertThat(rolled.ring().id()).isEqualTo(OLD_ID);
        assertThat(old.secrets().open(rolled.secrets().seal("password", BINDING), BINDING))
                .isEqualTo("password");
        assertThat(rolled.secrets().open(old.secrets().seal("password", BINDING), BINDING))
                .isEqualTo("password");
    }

    @Test
    void newKeyShouldSealWhenTheLastReplicaHasItFirst() {
        var old = stage.start(OLD);
        var first = stage.start(NEW, OLD);
        old.stop();

        var second = stage.start(NEW, OLD);
        byte[] byTheSecond = second.secrets().seal("password", BINDING);
        byte[] byTheFirst = first.secrets().seal("password", BINDING); // it has not looked yet
        first.ring().look();

        assertThat(SealingKeys.idOfSealed(byTheSecond)).isEqualTo(NEW_ID);
        assertThat(first.secrets().open(byTheSecond, BINDING)).isEqualTo("password");
        assertThat(second.secrets().open(byTheFirst, BINDING)).isEqualTo("password");
        assertThat(first.ring().id()).isEqualTo(NEW_ID);
    }

    @Test
    void nothingShouldBeSealedAnewWhileAReplicaSealsWithTheFormerKey() {
        var old = stage.start(OLD);
        var first = stage.start(NEW, OLD);
        old.stop();
        stage.start(NEW, OLD);

        assertThat(new KeyRows(database).agreed(NEW_ID)).isFalse();
        first.ring().look();

        assertThat(new KeyRows(database).agreed(NEW_ID)).isTrue();
    }

    @Test
    void replicasThatDisagreeShouldStayWithTheKeyThatSeals() {
        stage.start(OLD);
        var one = stage.start(OLD, NEW);
        var other = stage.start(NEW, OLD);

        one.ring().look();
        other.ring().look();

        assertThat(one.ring().id()).isEqualTo(OLD_ID);
        assertThat(other.ring().id()).isEqualTo(OLD_ID);
    }

    @Test
    void replicaThatIsGoneShouldNotBeWaitedFor() {
        stage.start(OLD);
        var rolled = stage.start(NEW, OLD);
        database.update("update sealing_replica set seen = now() - interval '2 minutes' where keys[1] = $1", OLD_ID);

        rolled.ring().look();

        assertThat(rolled.ring().id()).isEqualTo(NEW_ID);
    }

    @Test
    void replicaWithoutTheKeyThatSealsShouldNotStart() {
        stage.start(OLD).stop();
        stage.start(NEW, OLD);

        assertThatThrownBy(() -> stage.start(OLD))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs the key " + NEW_ID)
                .hasMessageNotContaining(OLD);
    }

    @Test
    void formerKeyShouldSealAgainWhenItIsFirstAgain() {
        stage.start(OLD).stop();
        stage.start(NEW, OLD).stop();

        var back = stage.start(OLD, NEW);

        assertThat(back.ring().id()).isEqualTo(OLD_ID);
    }
}
