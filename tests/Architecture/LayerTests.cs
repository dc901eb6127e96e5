using System.Reflection;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

public sealed partial class LayerTests
{
    [Fact]
    public void Layers_All_AreThoseOfSrc() =>
        Assert.Equal(Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal), Shipped.Layers.Order(StringComparer.Ordinal));

    [Fact]
    public void References_PointDownwardOnly()
    {
        for (int layer = 0; layer < Shipped.Layers.Length; layer++)
        {
            string[] above = Shipped.Layers[layer..];
            IEnumerable<string?> references = Shipped.Load(Shipped.Layers[layer]).GetReferencedAssemblies().Select(static one => one.Name);
            Assert.Empty(references.Intersect(above));
        }
    }

    [Theory]
    [InlineData("Causeway")]
    [InlineData("Causeway.Messaging")]
    [InlineData("Causeway.Inspection")]
    [InlineData("Causeway.Cli")]
    public void PlatformInvokes_AboveTheLowestLayer_AreNone(string assembly) =>
        Assert.Empty(Shipped.Load(assembly).GetTypes().SelectMany(static type => type.GetMethods(All)).Where(static method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)).Select(static method => $"{method.DeclaringType}.{method.Name}"));

    [Fact]
    public void PlatformInvokes_OfTheLowestLayer_AreInternal() =>
        Assert.DoesNotContain(Shipped.Load("Causeway.Sys").GetExportedTypes(), static type => type.GetMethods(All).Any(static method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)));

    [Fact]
    public void PlatformInvokes_EachFile_HoldsTheCallItIsNamedAfterAndItsFamily()
    {
        foreach (string path in Shipped.Sources)
        {
            string[] calls = [.. Call().Matches(File.ReadAllText(path)).Select(static match => match.Groups["name"].Value)];
            string file = Path.GetFileNameWithoutExtension(path);
            if (calls.Length == 0)
                continue;
            Assert.StartsWith("LibC.", file, StringComparison.Ordinal);
            string family = file["LibC.".Length..];
            Assert.True(Array.Exists(calls, call => call.Contains(family, StringComparison.Ordinal)), $"{file}.cs does not hold the call that it is named after");
            string prefix = family.Split('_')[0];
            Assert.All(calls, call => Assert.True(call.StartsWith(prefix, StringComparison.Ordinal), $"{file}.cs holds {call}, which belongs into LibC.{call}.cs"));
        }
    }

    [Fact]
    public void Sources_EachFile_ReadsInOneSitting()
    {
        string[] longOnes = [.. Shipped.Sources.Where(static path => File.ReadLines(path).Count() >= 300)];
        Assert.True(longOnes.Length == 0, $"300 lines or more; split by concept:\n{string.Join('\n', longOnes)}");
    }

    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [GeneratedRegex(@"\[LibraryImport\([^\]]*\)\]\s+(\[[^\]]*\]\s+)*public static (unsafe )?partial \S+ (?<name>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Call();
}
