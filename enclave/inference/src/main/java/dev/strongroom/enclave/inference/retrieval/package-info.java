// SPDX-License-Identifier: Apache-2.0
/// Collections of texts to search, in the shape of OpenAI's vector stores (`docs/conversations.md`,
/// section 6).
@NullMarked
package dev.strongroom.enclave.inference.retrieval;

import org.jspecify.annotations.NullMarked;
