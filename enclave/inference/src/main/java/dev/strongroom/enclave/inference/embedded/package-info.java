// SPDX-License-Identifier: Apache-2.0
/// A model in this process with the face of a server of models: the interfaces of OpenAI and
/// Anthropic, as far as text goes. What it can't do it refuses by name.
@NullMarked
package dev.strongroom.enclave.inference.embedded;

import org.jspecify.annotations.NullMarked;
