/** Words for mails that a collective keeps and fills in when it sends. Reactive where they are kept, blocking where they are rendered. */
@NullMarked
package io.mailroom.template;

import org.jspecify.annotations.NullMarked;
