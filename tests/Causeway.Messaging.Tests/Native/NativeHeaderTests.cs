namespace Causeway.Messaging.Tests.Native;

public sealed class NativeHeaderTests : IDisposable
{
    private static readonly string[] s_strict = ["-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
    private static readonly string s_native = Path.Combine(Repository.Root, "native");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-native-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Header_AsC11_HasNoWarnings() => Compile("gcc", "-std=c11", Write("header.c", "#include \"causeway.h\"\nint main(void) { return 0; }\n"));

    [CppFact]
    public void Header_AsCpp17_HasNoWarnings() => Compile("g++", "-std=c++17", Write("header.cpp", "#include \"causeway.h\"\nint main() { return 0; }\n"));

    [Fact]
    public void Header_For32BitAddresses_IsRefused()
    {
        string source = Write("header.c", "#include \"causeway.h\"\n");
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() =>
            CCompiler.Run("gcc", "-fsyntax-only", "-U__SIZEOF_POINTER__", "-D__SIZEOF_POINTER__=4", "-I", s_native, source));
        Assert.Contains("causeway.h needs 64-bit addresses", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_IncludedByTwoFiles_MakesOneProgram()
    {
        string other = Write("other.c", "#include \"causeway.h\"\nint other(void) { return CW_VERSION; }\n");
        Compile("gcc", "-std=c11", Write("header.c", "#include \"causeway.h\"\nint other(void);\nint main(void) { return other() - 1; }\n"), other);
    }

    [Fact]
    public void Readme_ServiceAndClient_TalkAsItSays()
    {
        string[] programs = [.. File.ReadAllText(Path.Combine(s_native, "README.md")).Split("```c\n").Skip(1).Select(static part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Equal(2, programs.Length);
        string upper = Compile("gcc", "-std=c11", Write("upper.c", programs[0]));
        string ask = Compile("gcc", "-std=c11", Write("ask.c", programs[1]));
        string name = Path.Combine(_folder.FullName, "meeting");
        using Peer service = Peer.Start(new ChildProcessOptions(upper, [name]));
        WaitFor.SleepInPoll(service.Process);
        Assert.True(File.Exists(name));
        using Peer client = Peer.Start(new ChildProcessOptions(ask, [name]));
        client.Send("one");
        client.Expect("ONE");
        client.Send("two");
        client.Expect("TWO");
        client.CloseInput();
        client.ExpectSuccess();
        service.ExpectSuccess();
        Assert.False(File.Exists(name));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Compile(string compiler, string standard, params string[] sources)
    {
        string program = Path.ChangeExtension(sources[0], null);
        CCompiler.Run(compiler, [standard, .. s_strict, "-I", s_native, "-o", program, .. sources]);
        return program;
    }
}
