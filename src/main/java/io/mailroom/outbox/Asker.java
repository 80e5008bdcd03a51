package io.mailroom.outbox;

import io.mailroom.health.Occasion;

/** On whose behalf an attempt is made. */
interface Asker {

    Occasion occasion();

    /** How to judge what came of it. From then on it stays like that. */
    Urgency judge();
}
