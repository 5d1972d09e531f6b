using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>
/// Which room of the library names the types of which other. A room is a folder with all below it; what lies at the top is a room without a name.
/// </summary>
internal sealed partial class RoomMap
{
    private static readonly string Library = RepositoryRoot.File("src", "CoprJobGrab");

    /// <param name="files">Each file's path within the library, and its text.</param>
    public RoomMap(IReadOnlyCollection<(string Path, string Text)> files)
    {
        var rooms = files
            .SelectMany(file => TypeDeclaration().Matches(Code(file.Text)).Select(match => (Type: match.Groups[1].Value, Room: RoomOf(file.Path))))
            .GroupBy(declared => declared.Type)
            .ToDictionary(declared => declared.Key, declared => declared.First().Room);
        Namings =
        [
            .. from file in files
               let room = RoomOf(file.Path)
               let code = Code(file.Text)
               let properties = Property().Matches(code).Select(match => match.Groups[1].Value)
               from word in Words(code).Except(properties)
               where rooms.ContainsKey(word) && rooms[word] != room
               select new Naming(room, rooms[word], word, Path.GetFileName(file.Path)),
        ];
    }

    /// <summary>Every file of one room that names a type of another room.</summary>
    public IReadOnlyList<Naming> Namings { get; }

    /// <summary>Two namings for each two rooms that name each other, one in each direction.</summary>
    public IEnumerable<(Naming One, Naming Other)> Pairs =>
        from one in Namings.DistinctBy(naming => (naming.From, naming.To))
        let other = Namings.FirstOrDefault(naming => naming.From == one.To && naming.To == one.From)
        where other is not null && string.CompareOrdinal(one.From, one.To) < 0
        select (one, other);

    public static RoomMap OfLibrary(params IEnumerable<(string Path, string Text)> seeded) =>
        new([.. RepositoryRoot.SourceFiles("src/CoprJobGrab").Select(file => (Path.GetRelativePath(Library, file), File.ReadAllText(file))), .. seeded]);

    public static string RoomOf(string path) => path.Split(Path.DirectorySeparatorChar) is { Length: > 1 } parts ? parts[0] : "";

    /// <summary>Comments may name anything: they explain.</summary>
    public static string Code(string text) => Comment().Replace(text, "");

    public static IEnumerable<string> Words(string code) => Word().Matches(code).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^ *(?:(?:public|internal|protected|private|static|required|override|virtual|abstract) )+[\w<>\[\]?., ]+ (\w+) *(?:\{ get|=>)",
        RegexOptions.Multiline)]
    private static partial Regex Property();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|record|struct|interface|enum)\s+(?:struct\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    internal sealed record Naming(string From, string To, string Word, string File)
    {
        public override string ToString() => $"{File} ({From}) names {Word} ({To})";
    }
}
