using System.Globalization;
using Causeway.Sys;

namespace Abi.Tests;

/// <summary>One thing that Causeway.Sys declares of C.</summary>
/// <param name="Key">As abi.c lists it: <c>constant O_CREAT</c>, <c>field timespec.tv_sec</c>.</param>
/// <param name="Name">Its name alone.</param>
/// <param name="Macros">Its lines of abi-declared.h.</param>
/// <param name="Line">The line of abi.c that checks it.</param>
internal sealed record Declaration(string Key, string Name, string Macros, string Line)
{
    public static Declaration OfConstant(string name, string value) =>
        new($"constant {name}", name, $"#define DECLARED_{name} {value}\n", $"CONSTANT({name});");

    public static Declaration OfConstant(string name, PerArchitecture value) =>
        OfConstant(name, "0") with
        {
            Macros = string.Create(CultureInfo.InvariantCulture, $"#ifdef __x86_64__\n#define DECLARED_{name} {value.X64}LL\n#else\n#define DECLARED_{name} {value.Arm64}LL\n#endif\n"),
        };

    public static Declaration OfErrno(string name, int value) =>
        new($"errno {name}", name, string.Create(CultureInfo.InvariantCulture, $"#define ERRNO_{name} {value}\n"), $"ERRNO({name});");

    public static Declaration OfStruct(string name, int size, bool isRoom)
    {
        string type = name.EndsWith("_t", StringComparison.Ordinal) ? name : $"struct {name}";
        return new($"struct {name}", name, string.Create(CultureInfo.InvariantCulture, $"#define SIZE_OF_{name} {size}\n"), $"{(isRoom ? "ROOM" : "STRUCT")}({name}, {type});");
    }

    public static Declaration OfField(string owner, string name, int offset, int length) =>
        new($"field {owner}.{name}", name,
            string.Create(CultureInfo.InvariantCulture, $"#define OFFSET_OF_{owner}__{name} {offset}\n#define LENGTH_OF_{owner}__{name} {length}\n"),
            $"FIELD({owner}, {name});");
}
