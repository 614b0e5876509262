// SPDX-License-Identifier: Apache-2.0
/// What an enclave tells its host: events that were declared before the first request, with fields
/// that were declared too. Nothing of a request gets out otherwise.
@NullMarked
package dev.strongroom.enclave.runtime.log;

import org.jspecify.annotations.NullMarked;
