import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.FieldVisitor;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Whether the classes of Pointwise in a jar fit the jars in a folder: each class, field and method
 * that they name is there, by the superclasses and interfaces of its owner, and no abstract method
 * of those that they extend is left without a body. Arguments: the jar, and the folder. Prints what
 * does not fit, and ends with 1 if something does not.
 */
class SparkReferences {
  private static final int CLASS = 7, FIELD = 9, METHOD = 10, INTERFACE_METHOD = 11;

  /** A class file: its members are "name descriptor", with whether they are abstract. */
  private record Type(Set<String> supers, Map<String, Boolean> members, boolean isAbstract) {}

  private final Map<String, JarFile> places = new HashMap<>();
  private final Map<String, Type> types = new HashMap<>();
  private final Set<String> missing = new TreeSet<>();
  private int references;

  public static void main(String[] args) throws IOException {
    SparkReferences scan = new SparkReferences();
    for (File jar : new File(args[1]).listFiles(file -> file.getName().endsWith(".jar"))) {
      scan.add(new JarFile(jar));
    }
    JarFile ours = new JarFile(args[0]);
    scan.add(ours);
    for (JarEntry entry : ours.stream().toList()) {
      if (entry.getName().matches("pointwise/(?!shaded/).*\\.class")) {
        try (InputStream in = ours.getInputStream(entry)) {
          scan.check(new ClassReader(in));
        }
      }
    }
    scan.missing.forEach(System.out::println);
    System.out.println(scan.references + " references, " + scan.missing.size() + " broken");
    System.exit(scan.missing.isEmpty() ? 0 : 1);
  }

  private void add(JarFile jar) {
    jar.stream()
        .filter(entry -> entry.getName().endsWith(".class"))
        .forEach(entry -> places.putIfAbsent(entry.getName(), jar));
  }

  /** JVMS 4.4: the pool of constants names all that a class refers to. */
  private void check(ClassReader reader) throws IOException {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i);
      int tag = at == 0 ? 0 : reader.readByte(at - 1);
      if (tag == CLASS) {
        references++;
        String name = reader.readUTF8(at, buffer).replaceFirst("^\\[+L?", "").replace(";", "");
        if (name.length() > 1 && type(name) == null) {
          missing.add("class " + name + " in " + reader.getClassName());
        }
      } else if (tag == FIELD || tag == METHOD || tag == INTERFACE_METHOD) {
        references++;
        String owner = reader.readClass(at, buffer);
        int member = reader.getItem(reader.readUnsignedShort(at + 2));
        String name = reader.readUTF8(member, buffer) + " " + reader.readUTF8(member + 2, buffer);
        boolean any = owner.startsWith("[") || owner.startsWith("java/lang/invoke/");
        if (!any && type(owner) != null && !inherited(owner, new HashSet<>()).containsKey(name)) {
          missing.add(owner + "." + name + " in " + reader.getClassName());
        }
      }
    }
    if (!type(reader.getClassName()).isAbstract()) {
      inherited(reader.getClassName(), new HashSet<>())
          .forEach(
              (name, isAbstract) -> {
                if (isAbstract) {
                  missing.add(name + " has no body in " + reader.getClassName());
                }
              });
    }
  }

  /** The members of a class and of all above it; one with a body hides those without. */
  private Map<String, Boolean> inherited(String name, Set<String> seen) throws IOException {
    Map<String, Boolean> members = new HashMap<>();
    Type type = seen.add(name) ? type(name) : null;
    if (type != null) {
      members.putAll(type.members());
      for (String above : type.supers()) {
        inherited(above, seen)
            .forEach(
                (member, isAbstract) -> members.merge(member, isAbstract, Boolean::logicalAnd));
      }
    }
    return members;
  }

  /** The class of that name, or null. */
  private Type type(String name) throws IOException {
    if (!types.containsKey(name)) {
      String file = name + ".class";
      InputStream platform = ClassLoader.getPlatformClassLoader().getResourceAsStream(file);
      JarFile jar = places.get(file);
      try (InputStream in =
          platform != null || jar == null ? platform : jar.getInputStream(jar.getEntry(file))) {
        types.put(name, in == null ? null : read(new ClassReader(in)));
      }
    }
    return types.get(name);
  }

  private static Type read(ClassReader reader) {
    Set<String> supers = new HashSet<>(Set.of(reader.getInterfaces()));
    if (reader.getSuperName() != null) {
      supers.add(reader.getSuperName());
    }
    Map<String, Boolean> members = new HashMap<>();
    ClassVisitor visitor =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String type, String generic, String[] thrown) {
            members.put(name + " " + type, (access & Opcodes.ACC_ABSTRACT) != 0);
            return null;
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String type, String generic, Object value) {
            members.put(name + " " + type, false);
            return null;
          }
        };
    reader.accept(
        visitor, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new Type(
        supers,
        members,
        (reader.getAccess() & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE)) != 0);
  }
}
