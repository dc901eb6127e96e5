using System.Text.RegularExpressions;

namespace Abi.Tests;

/// <summary>Compiles abi.c, and asks which declarations it checks.</summary>
internal static partial class AbiFile
{
    private static string Source { get; } = Path.Combine(Repository.Root, "tests", "Abi", "abi.c");

    /// <summary>Compiles abi.c against this header; throws with the compiler's messages where an assertion fails.</summary>
    public static void Compile(AbiTarget target, string header)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("causeway-abi-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "abi-declared.h"), header);
            CCompiler.Run(target.Program, [.. target.Arguments, "-std=gnu11", "-fsyntax-only", "-I", folder.FullName, Source]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The keys of what this target's compiler checks: preprocessed, so that what no target compiles counts as missing.</summary>
    public static IReadOnlyList<string> Asserted(AbiTarget target)
    {
        string listing = Path.GetTempFileName();
        try
        {
            CCompiler.Run(target.Program, [.. target.Arguments, "-E", "-P", "-DABI_LIST", "-o", listing, Source]);
            return [.. Entry().Matches(File.ReadAllText(listing)).Select(static match => $"{match.Groups["kind"].Value} {match.Groups["name"].Value.Replace("\" \"", "", StringComparison.Ordinal)}")];
        }
        finally
        {
            File.Delete(listing);
        }
    }

    [GeneratedRegex("""ABI_ASSERTS "(?<kind>\w+)" "(?<name>[^;]+)";""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Entry();
}
