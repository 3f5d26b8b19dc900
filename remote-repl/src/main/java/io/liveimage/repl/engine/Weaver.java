package io.liveimage.repl.engine;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Rewrites the bytecode of snippets so that {@code System.out}, {@code err} and {@code in} are the
 * session's, and so that a snippet does not end the host by accident. Each replacement takes and
 * leaves the same operands, so frames and stack sizes stay as they are.
 */
final class Weaver {
  private static final String SYSTEM = Type.getInternalName(System.class);
  private static final String RUNTIME = Type.getInternalName(SnippetRuntime.class);

  private record Call(String name, String descriptor) {}

  private static final Map<String, Call> STREAMS =
      Map.of(
          "out", new Call("out", "()Ljava/io/PrintStream;"),
          "err", new Call("err", "()Ljava/io/PrintStream;"),
          "in", new Call("in", "()Ljava/io/InputStream;"));

  private static final Map<String, Call> EXITS =
      Map.of(
          SYSTEM + ".exit(I)V",
          new Call("exit", "(I)V"),
          "java/lang/Runtime.exit(I)V",
          new Call("exit", "(Ljava/lang/Runtime;I)V"),
          "java/lang/Runtime.halt(I)V",
          new Call("halt", "(Ljava/lang/Runtime;I)V"));

  private static final Call PRINT_STACK_TRACE =
      new Call("printStackTrace", "(Ljava/lang/Throwable;)V");

  private final Predicate<String> isThrowable;

  /**
   * Makes a weaver.
   *
   * @param isThrowable tells whether the class of an internal name is a Throwable
   */
  Weaver(Predicate<String> isThrowable) {
    this.isThrowable = isThrowable;
  }

  byte[] weave(byte[] bytecode) {
    ClassReader reader = new ClassReader(bytecode);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new WovenClass(writer), 0);
    return writer.toByteArray();
  }

  private Optional<Call> replacement(String owner, String name, String descriptor) {
    if (name.equals("printStackTrace") && descriptor.equals("()V") && isThrowable.test(owner)) {
      return Optional.of(PRINT_STACK_TRACE);
    }
    return Optional.ofNullable(EXITS.get(owner + "." + name + descriptor));
  }

  private final class WovenClass extends ClassVisitor {
    WovenClass(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new WovenMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  private final class WovenMethod extends MethodVisitor {
    WovenMethod(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      Call stream = STREAMS.get(name);
      if (opcode == Opcodes.GETSTATIC && owner.equals(SYSTEM) && stream != null) {
        call(stream);
      } else {
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      Optional<Call> call = replacement(owner, name, descriptor);
      if (call.isEmpty() || opcode == Opcodes.INVOKESPECIAL) { // super.printStackTrace()
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      } else {
        call(call.get());
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      Object[] woven = arguments.clone();
      for (int i = 0; i < woven.length; i++) {
        if (woven[i] instanceof Handle handle) {
          woven[i] = woven(handle);
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, woven);
    }

    private void call(Call call) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, RUNTIME, call.name(), call.descriptor(), false);
    }
  }

  /** Method references such as {@code System::exit} are constants, not calls. */
  private Handle woven(Handle handle) {
    return replacement(handle.getOwner(), handle.getName(), handle.getDesc())
        .map(to -> new Handle(Opcodes.H_INVOKESTATIC, RUNTIME, to.name(), to.descriptor(), false))
        .orElse(handle);
  }
}
