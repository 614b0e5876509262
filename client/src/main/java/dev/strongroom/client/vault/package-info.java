// SPDX-License-Identifier: Apache-2.0
/// A vault from outside: keys that never leave it are created, used, governed and audited over the
/// attested channel.
@NullMarked
package dev.strongroom.client.vault;

import org.jspecify.annotations.NullMarked;
