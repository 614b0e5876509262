// SPDX-License-Identifier: Apache-2.0
/// Conversations and stored responses, in the shape of OpenAI's interfaces
/// (`docs/conversations.md`).
@NullMarked
package dev.strongroom.enclave.inference.history;

import org.jspecify.annotations.NullMarked;
