// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static dev.strongroom.enclave.llama.Structures.BATCH;
import static dev.strongroom.enclave.llama.Structures.CONTEXT_PARAMETERS;
import static dev.strongroom.enclave.llama.Structures.MODEL_PARAMETERS;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strongroom.enclave.inference.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.ReentrantLock;

/// Functions of `llama.h` for models, contexts and text: there is their documentation, and nothing
/// checks that a call holds to it.
final class Llama {
  private final MethodHandle loadModel;
  private final MethodHandle freeModel;
  private final MethodHandle vocabulary;
  private final MethodHandle describe;
  private final MethodHandle metadata;
  private final MethodHandle trainedContext;
  private final MethodHandle hasEncoder;
  private final MethodHandle width;
  private final MethodHandle chatTemplate;
  private final MethodHandle tokenCount;
  private final MethodHandle endsGeneration;
  private final MethodHandle newContext;
  private final MethodHandle freeContext;
  private final MethodHandle clear;
  private final MethodHandle decode;
  private final MethodHandle embedding;
  private final MethodHandle embeddings;
  private final MethodHandle tokenise;
  private final MethodHandle piece;
  private final MethodHandle applyTemplate;
  private final MethodHandle modelDefaults;
  private final MethodHandle contextDefaults;
  private final MethodHandle batch;
  private final Samplers samplers;
  private final ReentrantLock decoding = new ReentrantLock();

  Llama(Functions library) {
    loadModel = library.of("llama_model_load_from_file", ADDRESS, ADDRESS, MODEL_PARAMETERS);
    freeModel = library.ofVoid("llama_model_free", ADDRESS);
    vocabulary = library.of("llama_model_get_vocab", ADDRESS, ADDRESS);
    describe = library.of("llama_model_desc", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    metadata =
        library.of("llama_model_meta_val_str", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    trainedContext = library.of("llama_model_n_ctx_train", JAVA_INT, ADDRESS);
    hasEncoder = library.of("llama_model_has_encoder", JAVA_BOOLEAN, ADDRESS);
    width = library.of("llama_model_n_embd", JAVA_INT, ADDRESS);
    chatTemplate = library.of("llama_model_chat_template", ADDRESS, ADDRESS, ADDRESS);
    tokenCount = library.of("llama_vocab_n_tokens", JAVA_INT, ADDRESS);
    endsGeneration = library.of("llama_vocab_is_eog", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    newContext = library.of("llama_init_from_model", ADDRESS, ADDRESS, CONTEXT_PARAMETERS);
    freeContext = library.ofVoid("llama_free", ADDRESS);
    clear = library.ofVoid("llama_kv_self_clear", ADDRESS);
    decode = library.of("llama_decode", JAVA_INT, ADDRESS, BATCH);
    embedding = library.of("llama_get_embeddings_ith", ADDRESS, ADDRESS, JAVA_INT);
    embeddings = library.of("llama_get_embeddings_seq", ADDRESS, ADDRESS, JAVA_INT);
    tokenise =
        library.of(
            "llama_tokenize",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_BOOLEAN,
            JAVA_BOOLEAN);
    piece =
        library.of(
            "llama_token_to_piece",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BOOLEAN);
    applyTemplate =
        library.of(
            "llama_chat_apply_template",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_BOOLEAN,
            ADDRESS,
            JAVA_INT);
    modelDefaults = library.of("llama_model_default_params", MODEL_PARAMETERS);
    contextDefaults = library.of("llama_context_default_params", CONTEXT_PARAMETERS);
    batch = library.of("llama_batch_get_one", BATCH, ADDRESS, JAVA_INT);
    samplers = new Samplers(library);
  }

  /// The library, loaded once in a process, as it has state of its own, and silent.
  ///
  /// @throws EngineException if it can't be loaded
  static Llama get() throws EngineException {
    return Functions.load();
  }

  /// Functions for choosing tokens.
  Samplers samplers() {
    return samplers;
  }

  /// `llama_model_default_params`
  MemorySegment modelDefaults(Arena arena) {
    try {
      return (MemorySegment) modelDefaults.invokeExact((SegmentAllocator) arena);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_context_default_params`
  MemorySegment contextDefaults(Arena arena) {
    try {
      return (MemorySegment) contextDefaults.invokeExact((SegmentAllocator) arena);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_batch_get_one`: tokens that follow what was decoded before.
  MemorySegment batch(Arena arena, MemorySegment tokens, int count) {
    try {
      return (MemorySegment) batch.invokeExact((SegmentAllocator) arena, tokens, count);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_load_from_file`
  MemorySegment loadModel(MemorySegment file, MemorySegment parameters) {
    try {
      return (MemorySegment) loadModel.invokeExact(file, parameters);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_free`
  void freeModel(MemorySegment model) {
    try {
      freeModel.invokeExact(model);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_get_vocab`
  MemorySegment vocabulary(MemorySegment model) {
    try {
      return (MemorySegment) vocabulary.invokeExact(model);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_desc`
  int describe(MemorySegment model, MemorySegment buffer, long length) {
    try {
      return (int) describe.invokeExact(model, buffer, length);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_meta_val_str`
  int metadata(MemorySegment model, MemorySegment key, MemorySegment buffer, long length) {
    try {
      return (int) metadata.invokeExact(model, key, buffer, length);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_n_ctx_train`
  int trainedContext(MemorySegment model) {
    try {
      return (int) trainedContext.invokeExact(model);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_has_encoder`
  boolean hasEncoder(MemorySegment model) {
    try {
      return (boolean) hasEncoder.invokeExact(model);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_n_embd`
  int width(MemorySegment model) {
    try {
      return (int) width.invokeExact(model);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_model_chat_template`
  MemorySegment chatTemplate(MemorySegment model, MemorySegment name) {
    try {
      return (MemorySegment) chatTemplate.invokeExact(model, name);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_vocab_n_tokens`
  int tokenCount(MemorySegment vocabulary) {
    try {
      return (int) tokenCount.invokeExact(vocabulary);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_vocab_is_eog`
  boolean endsGeneration(MemorySegment vocabulary, int token) {
    try {
      return (boolean) endsGeneration.invokeExact(vocabulary, token);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_init_from_model`
  MemorySegment newContext(MemorySegment model, MemorySegment parameters) {
    try {
      return (MemorySegment) newContext.invokeExact(model, parameters);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_free`
  void freeContext(MemorySegment context) {
    try {
      freeContext.invokeExact(context);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_kv_self_clear`
  void clear(MemorySegment context) {
    try {
      clear.invokeExact(context);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_decode`
  ///
  /// One at a time in the whole process: two contexts that decode at once were seen to disturb one
  /// another in this build of the library, so that one request's answer depended on another's.
  int decode(MemorySegment context, MemorySegment batch) {
    decoding.lock();
    try {
      return (int) decode.invokeExact(context, batch);
    } catch (Throwable e) {
      throw Functions.broken(e);
    } finally {
      decoding.unlock();
    }
  }

  /// `llama_get_embeddings_ith`
  MemorySegment embedding(MemorySegment context, int output) {
    try {
      return (MemorySegment) embedding.invokeExact(context, output);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_get_embeddings_seq`
  MemorySegment embeddings(MemorySegment context, int sequence) {
    try {
      return (MemorySegment) embeddings.invokeExact(context, sequence);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_tokenize`
  int tokenise(
      MemorySegment vocabulary,
      MemorySegment text,
      int length,
      MemorySegment tokens,
      int most,
      boolean special,
      boolean markers) {
    try {
      return (int) tokenise.invokeExact(vocabulary, text, length, tokens, most, special, markers);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_token_to_piece`
  int piece(
      MemorySegment vocabulary,
      int token,
      MemorySegment buffer,
      int length,
      int strip,
      boolean special) {
    try {
      return (int) piece.invokeExact(vocabulary, token, buffer, length, strip, special);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_chat_apply_template`
  int applyTemplate(
      MemorySegment template,
      MemorySegment messages,
      long count,
      boolean assistant,
      MemorySegment buffer,
      int length) {
    try {
      return (int) applyTemplate.invokeExact(template, messages, count, assistant, buffer, length);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }
}
